/**
 * What the server has said about environments, by project root. Knows neither VS Code nor terminals.
 *
 * @typedef {object} Contract  The activation contract, as docs/protocol.md has it.
 * @property {string} scopeUri
 * @property {number} generation
 * @property {"ready" | "missing" | "broken" | "creating"} state
 * @property {string} [reason]
 * @property {string | null} interpreter
 * @property {string | null} sysPrefix
 * @property {{major: number, minor: number, patch: number} | null} version
 * @property {string} kind
 * @property {string[]} why
 * @property {{set: Record<string, string>, prepend: Record<string, string>, unset: string[]}} environmentVariables
 */
"use strict";

class Environments {
  constructor() {
    /** @type {Map<string, Contract>} */
    this.byScope = new Map();
  }

  /**
   * Take over a contract, unless a newer one is here already.
   * @param {Contract} contract
   * @returns {boolean} whether it was taken
   */
  take(contract) {
    const present = this.byScope.get(contract.scopeUri);
    if (present && present.generation > contract.generation) return false;
    this.byScope.set(contract.scopeUri, contract);
    return true;
  }

  /**
   * Return the contract of the nearest project root at or above a URI.
   * @param {string} uri
   * @returns {Contract | undefined}
   */
  of(uri) {
    let nearest;
    for (const [scope, contract] of this.byScope) {
      const isAbove = uri === scope || uri.startsWith(scope.replace(/\/?$/, "/"));
      if (isAbove && (!nearest || scope.length > nearest.scopeUri.length)) nearest = contract;
    }
    return nearest;
  }

  /** Forget everything: the server is another one. */
  clear() {
    this.byScope.clear();
  }
}

/**
 * Say in a few words what an environment is.
 * @param {Contract} contract
 * @returns {string}
 */
function summary(contract) {
  if (contract.state !== "ready") return contract.state === "missing" ? "no environment" : contract.state;
  const { version } = contract;
  const folder = (contract.sysPrefix || "").split(/[\\/]/).pop();
  return version ? `${folder} ${version.major}.${version.minor}.${version.patch}` : `${folder}`;
}

module.exports = { Environments, summary };
