"""Activation by directory for terminals outside of editors: what a shell evaluates, and what it is told.

The hook asks `venvls` when the directory has changed, or when a `.venv` has come or gone in it, which a
shell can tell by itself; what it gets back are a few variables to set, so nested shells, prompts and
scripts are left alone. An environment that the user activated by hand is respected: it is neither left
nor replaced. Deactivating it takes `VIRTUAL_ENV` away, but leaves the project's environment on PATH: the
hook gives the variable back, so that both say the same. Pure, and light to load.
"""

from venvls.environments.shell_lines import LINES

ACTIVE = "VENVLS_ACTIVE"
"""The variable that holds the prefix of the environment which the hook itself has activated."""

# It would lead the environment's interpreter to the modules of another.
_UNSET = ("PYTHONHOME",)

_BASH = """\
_venvls_hook() {
  local code=$?
  if [ -z "${VIRTUAL_ENV-}" ] && [ -n "${VENVLS_ACTIVE-}" ] &&
    [ "$VENVLS_ACTIVE" != "${CONDA_PREFIX-}" ]; then
    export VIRTUAL_ENV=$VENVLS_ACTIVE
  fi
  local place=$PWD
  [ ! -x .venv/bin/python ] || place=$PWD/.venv
  if [ "$place" != "${_VENVLS_FOLDER-}" ]; then
    _VENVLS_FOLDER=$place
    if [ -z "${VIRTUAL_ENV-}" ] || [ "${VIRTUAL_ENV-}" = "${VENVLS_ACTIVE-}" ]; then
      eval "$(@COMMAND@ shell-hook @SHELL@ --folder "$PWD" --active "${VENVLS_ACTIVE-}")"
    fi
  fi
  # A shell that ends with any mistake would take the code of the last command for one of ours.
  case $- in
    *e*) ;;
    *) return $code ;;
  esac
}
"""

_HOOKS = {
    "bash": _BASH
    + """\
case ";${PROMPT_COMMAND-};" in
  *";_venvls_hook;"*) ;;
  *) PROMPT_COMMAND="_venvls_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}" ;;
esac
""",
    "zsh": _BASH
    + """\
autoload -Uz add-zsh-hook
add-zsh-hook precmd _venvls_hook
""",
    "fish": """\
function _venvls_hook --on-event fish_prompt
  if test -z "$VIRTUAL_ENV"; and test -n "$VENVLS_ACTIVE"; and test "$VENVLS_ACTIVE" != "$CONDA_PREFIX"
    set -gx VIRTUAL_ENV $VENVLS_ACTIVE
  end
  set -l place $PWD
  test -x .venv/bin/python; and set place $PWD/.venv
  if test "$place" != "$_VENVLS_FOLDER"
    set -g _VENVLS_FOLDER $place
    if test -z "$VIRTUAL_ENV"; or test "$VIRTUAL_ENV" = "$VENVLS_ACTIVE"
      @COMMAND@ shell-hook fish --folder "$PWD" --active "$VENVLS_ACTIVE" | source
    end
  end
end
""",
    "powershell": """\
$global:_VenvlsPrompt = $function:prompt
function global:prompt {
  if (-not $env:VIRTUAL_ENV -and $env:VENVLS_ACTIVE -and $env:VENVLS_ACTIVE -cne $env:CONDA_PREFIX) {
    $env:VIRTUAL_ENV = $env:VENVLS_ACTIVE
  }
  $place = "$($PWD.Path)|$(Test-Path .venv)"
  if ($place -cne $global:_VenvlsFolder) {
    $global:_VenvlsFolder = $place
    if (-not $env:VIRTUAL_ENV -or $env:VIRTUAL_ENV -ceq $env:VENVLS_ACTIVE) {
      $commands = & @COMMAND@ shell-hook powershell --folder $PWD.Path --active "$env:VENVLS_ACTIVE"
      if ($commands) { Invoke-Expression ($commands -join "`n") }
    }
  }
  & $global:_VenvlsPrompt
}
""",
}

HOOKED = tuple(_HOOKS)
"""The shells that can be hooked: cmd has no prompt function, and Nushell evaluates no text."""


def hook(shell: str, command: str) -> str:
    """Return what a start-up file of `shell` evaluates; `command` is how the shell calls venvls, quoted.

    Raises `KeyError` for a shell that is not in `HOOKED`.
    """
    return _HOOKS[shell].replace("@COMMAND@", command).replace("@SHELL@", shell)


def transition(
    shell: str,
    active: str,
    prefix: str,
    prompt: str,
    *,
    active_by_conda: bool = False,
    by_conda: bool = False,
) -> str:
    """Return the line that leads from the environment the hook had activated to that at `prefix`.

    Both may be empty for none. The line is empty when nothing changes. `active_by_conda` and `by_conda`
    say which of the two conda has made: its programs go by variables of their own.
    """
    if prefix == active:
        return ""
    activate, deactivate = LINES[shell]
    lines = []
    if active:
        lines.append(deactivate(_variables(active, "", by_conda=active_by_conda), _paths(active), _UNSET))
    if prefix:
        lines.append(activate(_variables(prefix, prompt, by_conda=by_conda), _paths(prefix), _UNSET))
    return "; ".join(lines)


def _variables(prefix: str, prompt: str, *, by_conda: bool) -> dict[str, str]:
    if by_conda:
        return {"CONDA_PREFIX": prefix, "CONDA_DEFAULT_ENV": prompt, ACTIVE: prefix}
    return {"VIRTUAL_ENV": prefix, "VIRTUAL_ENV_PROMPT": prompt, ACTIVE: prefix}


def _paths(prefix: str) -> dict[str, str]:
    # What is left has only its prefix to tell: its files may be gone by then.
    windows = "\\" in prefix and not prefix.startswith("/")
    return {"PATH": f"{prefix}\\Scripts" if windows else f"{prefix}/bin"}
