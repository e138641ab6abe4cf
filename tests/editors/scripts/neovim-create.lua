-- The offer to create an environment, answered in Neovim: `nvim --clean --headless -l neovim-create.lua`.

local files = vim.env.VENVLS_EDITORS_FILES .. "/neovim"
local asked = {}

vim.ui.select = function(items, options, choose)
  local titles = vim.tbl_map(options.format_item or tostring, items)
  table.insert(asked, { prompt = options.prompt, titles = titles })
  choose(items[1], 1)
end

vim.o.swapfile = false
vim.opt.runtimepath:append(files)
vim.cmd("filetype on")
if vim.lsp.config then
  vim.lsp.enable("venvls")
else
  dofile(files .. "/venvls-0.10.lua")
end
vim.cmd.edit("requirements.txt")

local function contract()
  local _, found = next(vim.g.venvls or {})
  return found or {}
end

assert(vim.wait(60000, function()
  return contract().state == "ready"
end, 20), "never ready: " .. vim.inspect(contract()) .. vim.inspect(asked))
assert(#asked == 1, vim.inspect(asked))
assert(vim.startswith(asked[1].titles[1], "Create `.venv`"), vim.inspect(asked))
io.stdout:write("\nok: created " .. contract().sysPrefix .. "\n")
vim.lsp.stop_client(vim.lsp.get_clients())
vim.wait(10000, function()
  return #vim.lsp.get_clients() == 0
end, 20)
