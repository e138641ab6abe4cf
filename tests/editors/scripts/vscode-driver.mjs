// Opens VS Code in a headless browser and lets it run a test module in its extension host.
//
//     node vscode-driver.mjs PLAYWRIGHT ADDRESS FOLDER EXTENSION TESTS PROFILE
//
// Prints what the tests log and exits with their code; 99 when they never end.

import { createRequire } from "node:module";

const [playwright, address, folder, extension, tests, profile] = process.argv.slice(2);
const { chromium } = createRequire(`${playwright}/`)("playwright-core");
const LIMIT = 85000;

const url = new URL(address);
const remote = (path) => `vscode-remote://${url.host}${path}`;
url.searchParams.set("folder", folder);
url.searchParams.set(
  "payload",
  JSON.stringify([
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(tests)],
  ]),
);

const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.VENVLS_CHROMIUM,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"],
});
const page = browser.pages()[0] ?? (await browser.newPage());
await page.exposeFunction("codeAutomationLog", (type, words) => console.log(...words));
const ended = new Promise((resolve) => {
  page.exposeFunction("codeAutomationExit", resolve);
  setTimeout(resolve, LIMIT, 99);
});
await page.goto(url.href);
const code = await ended;
await browser.close();
process.exit(code);
