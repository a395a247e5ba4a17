-- A pandoc that stays: it answers one request after another, so that a paper is read, cited and
-- written by a single process.
--
-- A request is a line of JSON, {op, sizes, ...}, followed by its payloads, sizes[i] bytes each; an
-- answer has the same shape. Nothing here reads a file but the CSL style that the caller names:
-- readers run in pandoc's sandbox (an empty list of files), and documents carry no `csl` or
-- `bibliography` of their own (the caller takes the metadata away).

local references = nil

local function describe(problem)
  return (tostring(problem):gsub("%s+$", ""))
end

local function messages(log)
  local found = {}
  for _, message in ipairs(log) do
    found[#found + 1] = message
  end
  return found
end

-- Run `work`; give its result, or nil and the error, and what pandoc said on the way.
local function quietly(work)
  local ok, log, result
  local outer = function()
    ok, result = pcall(work)
  end
  log = pandoc.log.silence(outer)
  local said = {}
  for _, message in ipairs(messages(log)) do
    local name, text = pcall(pandoc.json.encode, message)
    said[#said + 1] = name and text or tostring(message)
  end
  if ok then return result, nil, said end
  return nil, describe(result), said
end

local operations = {}

-- Markdown texts to documents, each read alone.
function operations.read(request, payloads)
  local answers, errors, said = {}, {}, {}
  for i, text in ipairs(payloads) do
    local result, problem, log = quietly(function()
      return pandoc.write(pandoc.read(text, request.format, {}, {}), "json")
    end)
    answers[i], errors[i], said[i] = result or "", problem or "", log
  end
  return {errors = errors, said = said}, answers
end

-- Bibliography entries, kept for the citations that follow. The answer lists the ids that
-- citeproc will know.
function operations.bibliography(request, payloads)
  local ids = {}
  local _, problem, said = quietly(function()
    references = pandoc.read(payloads[1], request.format, {}, {}).meta.references
    for i, reference in ipairs(references or {}) do
      ids[i] = pandoc.utils.stringify(reference.id)
    end
  end)
  return {errors = {problem or ""}, said = {said}, ids = ids}, {}
end

-- Works that are listed without being cited, as citeproc wants to be told of them.
local function nocite(keys)
  local found = pandoc.List()
  for _, key in ipairs(keys) do
    found:insert(pandoc.Cite({}, {pandoc.Citation(key, "NormalCitation")}))
  end
  return pandoc.MetaInlines(found)
end

-- Documents, each cited in its style.
function operations.cite(request, payloads)
  local answers, errors, said = {}, {}, {}
  for i, style in ipairs(request.styles) do
    local result, problem, log = quietly(function()
      local document = pandoc.read(payloads[i], "json")
      document.meta = pandoc.Meta({
        references = references, csl = style, lang = request.language,
        nocite = nocite(request.listed),
        ["link-citations"] = false,
      })
      return pandoc.write(pandoc.utils.citeproc(document), "json")
    end)
    answers[i], errors[i], said[i] = result or "", problem or "", log
  end
  return {errors = errors, said = said}, answers
end

-- Documents to a format that needs no files.
function operations.write(request, payloads)
  local answers, errors, said = {}, {}, {}
  local options = pandoc.WriterOptions({
    html_math_method = "mathml", wrap_text = "none", highlight_style = pandoc.json.null and nil,
  })
  for i, text in ipairs(payloads) do
    local result, problem, log = quietly(function()
      return pandoc.write(pandoc.read(text, "json"), request.format, options)
    end)
    answers[i], errors[i], said[i] = result or "", problem or "", log
  end
  return {errors = errors, said = said}, answers
end

local function answer(head, payloads)
  head.sizes = {}
  for i, payload in ipairs(payloads) do head.sizes[i] = #payload end
  io.stdout:write(pandoc.json.encode(head), "\n")
  for _, payload in ipairs(payloads) do io.stdout:write(payload) end
  io.stdout:flush()
end

for line in io.stdin:lines() do
  local request = pandoc.json.decode(line, false)
  local payloads = {}
  for i, size in ipairs(request.sizes) do
    payloads[i] = size == 0 and "" or io.stdin:read(size)
  end
  answer(operations[request.op](request, payloads))
end
