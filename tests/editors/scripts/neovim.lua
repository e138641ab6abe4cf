-- The main job in Neovim 0.10 and newer: `nvim --clean --headless -l neovim.lua` in the project's folder.

local FIX = "Install `PyYAML` and add it to `requirements.txt`"
local files = vim.env.VENVLS_EDITORS_FILES .. "/neovim"

local function until_true(what, condition, limit)
  assert(vim.wait(limit or 30000, condition, 20), "timed out: " .. what)
end

local function ok(step)
  io.stdout:write("\nok: " .. step .. "\n")
end

local function lines(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
end

local function said(buffer, code)
  return vim.iter(vim.diagnostic.get(buffer)):find(function(each)
    return each.code == code
  end)
end

-- Asks as the omnifunc does, at the end of the line where the cursor is.
local function completed(buffer)
  local window = vim.fn.bufwinid(buffer)
  local params = vim.lsp.util.make_position_params(window, vim.lsp.get_clients({ bufnr = buffer })[1].offset_encoding)
  local _, answer = next(vim.lsp.buf_request_sync(buffer, "textDocument/completion", params, 20000) or {})
  assert(answer and not answer.err, vim.inspect(answer))
  local result = answer.result or {}
  return vim.tbl_map(function(item)
    return item.label
  end, result.items or result)
end

local function type_line(row, text)
  vim.api.nvim_buf_set_lines(0, row, row + 1, false, { text })
  vim.api.nvim_win_set_cursor(0, { row + 1, #text })
end

local function hover_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return lines(vim.api.nvim_win_get_buf(window))
    end
  end
  return ""
end

vim.o.swapfile = false
vim.o.hidden = true
vim.opt.runtimepath:append(files)
vim.cmd("filetype on")
if vim.lsp.config then
  vim.lsp.enable("venvls")
else
  dofile(files .. "/venvls-0.10.lua")
end

vim.cmd.edit("requirements.txt")
local manifest = vim.api.nvim_get_current_buf()
assert(vim.bo.filetype == "requirements", "filetype " .. vim.bo.filetype)
local before = lines(manifest)

until_true("the environment", function()
  local _, contract = next(vim.g.venvls or {})
  return contract and contract.state == "ready"
end)
ok("the environment is told")

until_true("unknown-project", function()
  return said(manifest, "unknown-project")
end)
ok("diagnostic")

type_line(1, "req")
vim.cmd("startinsert!")
until_true("completion of a name", function()
  vim.api.nvim_win_set_cursor(0, { 2, 3 })
  return vim.tbl_contains(completed(manifest), "requests")
end)
ok("a project is completed")

type_line(1, "requests==")
until_true("completion of a version", function()
  local labels = completed(manifest)
  return vim.tbl_contains(labels, "2.32.3") and vim.tbl_contains(labels, "2.31.0")
end)
ok("a version is completed")

type_line(1, "requests==2.31.0")
vim.api.nvim_win_set_cursor(0, { 2, 2 })
vim.lsp.buf.hover()
until_true("hover", function()
  return hover_text():find("HTTP for people", 1, true)
end)
ok("hover")
vim.cmd("fclose!")
vim.api.nvim_buf_set_lines(manifest, 0, -1, false, vim.split(before, "\n"))
vim.cmd.write()

vim.cmd.edit("app.py")
local app = vim.api.nvim_get_current_buf()
until_true("unresolved-import", function()
  return said(app, "unresolved-import")
end)
ok("unresolved import")

vim.api.nvim_win_set_cursor(0, { 2, 8 })
local titles = {}
until_true("the fix is offered", function()
  local params = vim.lsp.util.make_range_params(0, vim.lsp.get_clients({ bufnr = app })[1].offset_encoding)
  params.context = { diagnostics = {} }
  local _, answer = next(vim.lsp.buf_request_sync(app, "textDocument/codeAction", params, 20000) or {})
  titles = vim.tbl_map(function(action)
    return action.title
  end, answer and answer.result or {})
  return vim.tbl_contains(titles, FIX)
end)
vim.lsp.buf.code_action({
  filter = function(action)
    return action.title == FIX
  end,
  apply = true,
})
until_true("the manifest edit", function()
  return lines(manifest) == before .. "\nPyYAML"
end, 60000)
ok("installed and declared")

until_true("the diagnostic to go", function()
  return not said(app, "unresolved-import")
end)
ok("nothing is unresolved")

vim.cmd.buffer(manifest)
vim.cmd.undo()
assert(lines(manifest) == before, lines(manifest))
vim.cmd("write!")
ok("undone")

vim.lsp.stop_client(vim.lsp.get_clients())
until_true("the server to stop", function()
  return #vim.lsp.get_clients() == 0
end)
ok("stopped")
