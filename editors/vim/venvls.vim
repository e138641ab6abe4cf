" venvls for Vim with ALE: source this from your vimrc, after ALE is on 'runtimepath'.
"
" It makes the linter `venvls` known for requirements files, Python and TOML. For Python and TOML name it in
" `g:ale_linters` beside the others that you use; ALE runs several.

let g:venvls_command = get(g:, 'venvls_command', 'venvls')
let g:venvls_settings = get(g:, 'venvls_settings', {})

" ALE starts one server for each root, so the root is the nearest project, else the file's folder.
function! VenvlsRoot(buffer) abort
  for l:name in ['pyproject.toml', 'requirements.txt']
    let l:found = ale#path#FindNearestFile(a:buffer, l:name)
    if !empty(l:found)
      return fnamemodify(l:found, ':p:h')
    endif
  endfor
  return expand('#' . a:buffer . ':p:h')
endfunction

for s:filetype in ['requirements', 'python', 'toml']
  call ale#linter#Define(s:filetype, {
  \   'name': 'venvls',
  \   'lsp': 'stdio',
  \   'executable': {-> g:venvls_command},
  \   'command': '%e server',
  \   'project_root': function('VenvlsRoot'),
  \   'language': s:filetype is# 'requirements' ? 'pip-requirements' : s:filetype,
  \   'initialization_options': {-> g:venvls_settings},
  \})
endfor
