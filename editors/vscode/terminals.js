/**
 * New terminals with the variables of an environment, by VS Code's own means: nothing is typed into them.
 *
 * The person says once in a workspace whether this is wanted. VS Code shows on each terminal what was
 * changed, and marks those that were opened before as stale.
 */
"use strict";

const vscode = require("vscode");

const WANTED = "venvls.useInTerminals";

class Terminals {
  /** @param {vscode.ExtensionContext} context */
  constructor(context) {
    this.memory = context.workspaceState;
    this.variables = context.environmentVariableCollection;
    // What was true when the window was closed need not be true now: the server says it again.
    this.variables.persistent = false;
    this.variables.description = "The environment that venvls found for this folder";
  }

  /** @returns {boolean} whether new terminals are to have the environment */
  get wanted() {
    return this.memory.get(WANTED, false);
  }

  /**
   * @param {boolean} wanted
   * @param {import("./environments").Environments} environments
   */
  async want(wanted, environments) {
    await this.memory.update(WANTED, wanted);
    this.show(environments);
  }

  /**
   * Let new terminals of each workspace folder have the environment of that folder.
   * @param {import("./environments").Environments} environments
   */
  show(environments) {
    for (const workspaceFolder of vscode.workspace.workspaceFolders || []) {
      const variables = this.variables.getScoped({ workspaceFolder });
      variables.clear();
      const contract = environments.of(workspaceFolder.uri.toString());
      if (this.wanted && contract && contract.state === "ready") {
        activate(variables, contract.environmentVariables);
      }
    }
  }
}

/**
 * @param {vscode.EnvironmentVariableCollection} variables
 * @param {import("./environments").Contract["environmentVariables"]} change
 */
function activate(variables, change) {
  const separator = process.platform === "win32" ? ";" : ":";
  for (const [name, value] of Object.entries(change.set)) variables.replace(name, value);
  for (const [name, value] of Object.entries(change.prepend)) variables.prepend(name, value + separator);
  // There is no way to unset a variable here; Python reads an empty one as none.
  for (const name of change.unset) variables.replace(name, "");
}

module.exports = { Terminals };
