-- venvls for Neovim 0.11 and newer: with this folder on 'runtimepath', `vim.lsp.enable("venvls")`.
--
-- Each activation contract that the server sends is kept by project root in `vim.g.venvls`, for a
-- status line or a function that opens terminals. Nothing else is done with it.

return {
  cmd = { "venvls", "server" },
  filetypes = { "python", "requirements", "toml" },
  root_markers = { "pyproject.toml", "requirements.txt", ".venv", ".git" },
  settings = { venvls = vim.empty_dict() },
  handlers = {
    ["venvls/didChangeEnvironment"] = function(_, contract)
      vim.g.venvls = vim.tbl_extend("force", vim.g.venvls or {}, { [contract.scopeUri] = contract })
      vim.cmd.redrawstatus()
    end,
  },
}
