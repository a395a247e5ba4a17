"""Given names that are hardly ever family names, and the words by which a body is known."""

from __future__ import annotations

# Left out, because families bear them too: James, John as the last of a pair, Thomas, Martin,
# Simon, Paul, Scott, Lewis, Henry, George, Gordon, Ramsey, Ruth, Grace, Kim, Lee and the like.
GIVEN = frozenset(
    str.split("""
    aaron abigail adriana agnes agnieszka aisha akira alberto alejandro alessandro alexandra
    alexandre alfredo alice alicia alison amanda amelia amy anastasia andreas andreea
    andrew andrzej angela anita anna annalisa anne annette annika antoine antonio ashley
    astrid barbara beatrice bernadette bianca birgit björn brigitte camille carla carlos
    carmen carolina caroline catherine cecilia charlotte chiara christina christine christoph
    christophe christopher claudia clara corinne cristina cynthia daniela deborah denise diana
    dimitri dominik dorothy edward eleanor elena elisabeth elise elizabeth elke ellen
    emily emma enrique erika ernesto esther eugene fabien federico felipe fernando
    florence françois françoise frédéric gabriela gabriele gail geoffrey gerhard gertrude
    gianluca giovanni giulia giuseppe greta guillaume gustavo hannah haruko hartmut heather
    heidi heike helen helena helene hélène helga hendrik henrik hildegard hiroshi ignacio ilse inge
    ingrid irene isabel isabelle jacqueline janet javier jeanne jeffrey jennifer
    jeremy jessica joachim joanna johanna johannes john jonathan jorge josé judith julia julie
    jürgen karen katarina katharina katherine kathleen kathryn kazuo kenji kristina lars
    laura lesley linda lisa louise lucia lucía luigi luis magdalena malgorzata manuel marcel
    marcin margaret margarita marianne marta martha mary mathieu
    matthew matthias maureen melissa michael michele michelle miguel mihai mikael mohammed
    monica monika muhammad nadia nancy natalia natalie nicole nikolai noriko
    olga olivia pablo pamela patricia patrick paula pauline philip philippe pierre
    piotr rachel rafael raffaele raquel rebecca renate rita roberto rosalind
    sabine samantha samuel sandra sara sarah sebastian sergei sergio sharon sheila shinzo
    silvia sofia sonia sophie stefania stephanie stephen steven susan susanne suzanne
    sylvia sylvie takashi takeshi teresa thérèse tomasz ulrich ursula valeria valérie
    vanessa veronica victoria viktor virginia wendy william
    wolfgang xavier yoko yoshihide yuki yuko yvonne zachary zoe
    nils kari sigrid gunnar olav knut bjarne ragnhild solveig mette hanne anneke marijke pieter
    joost maarten willem hiroyuki masahiro kazuhiro takahiro yoshio haruki satoshi naoki priya
    anjali
    rajesh sanjay suresh ramesh deepak rahul vikram fatima olena oksana svetlana natalya ekaterina
    dmitri aleksandr aleksei yuri tatiana ludmila jacek zofia katarzyna wojciech tadeusz zbigniew
    lászló istván gábor zoltán jiří zdeněk jaroslav ioannis georgios konstantinos dimitrios
    fernanda beatriz mariana joão rafaela thiago isabella caitlin siobhan fiona deirdre niamh brenda
    donna joanne marilyn phyllis dolores roberta bonnie cheryl debra kimberly megan lauren brittany
    danielle tiffany junya keiko michiko hideo akiko tomoko naoko
    """)
)

# A name with one of these in it is a body's, whatever else it says.
BODY = frozenset(
    str.split("""
    ministry ministère ministere ministerium ministerio ministero university université universite
    universität universitat universidad università universidade universiteit institute institut
    instituto istituto institution association associazione asociación associação department
    département departamento organization organisation organización organização organisations
    organizations committee comité comitato commission commissione comisión kommission agency agence
    agencia agenzia agentur authority council consejo conseil consiglio foundation fondation
    fundación fondazione stiftung corporation consortium collaboration bundesministerium bundesamt
    auswärtiges government parliament secretariat federation conference congress society société
    gesellschaft academy académie akademie accademia laboratory laboratoire museum musée library
    archive bibliothek bibliothèque archives archiv company gmbh ltd inc corp llc plc e.v.
    developers maintainers subcommittee taskforce directorate embassy
    """)
)
# These may be a family's name: they count where the name has no comma and three words, or one of
# the words that only bodies have beside them.
DOUBTFUL = frozenset(
    str.split("""
    bank banque banco bureau office board union center centre team group network court press church
    school college service services trust fund party alliance league assembly senate house forum
    initiative project programme program partnership task force staff community observatory press
    watch consulting partners survey administration division unit panel verband verein amt bund
    """)
)
ADJECTIVES = frozenset(
    str.split("""
    national international european federal united world global royal american british nations
    rights amnesty human economic central public foreign defense defence health research
    development core statistical joint royale nationale nationales deutsche deutscher u.s. us uk
    u.k. eu un states
    """)
)
# How the name of a body begins that has none of the words above in it.
OPENERS = (
    "united nations", "human rights", "amnesty int", "world ", "european ", "international ",
    "national ", "federal ", "royal ", "states of", "republic of", "kingdom of",
    "people's republic", "u.s. ", "us department", "u.k. ",
)  # fmt: skip
