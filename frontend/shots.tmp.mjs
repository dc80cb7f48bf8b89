import { launch, open } from "./e2e/browser.mjs";
import { readFileSync } from "node:fs";
const url = /http:\/\/\S+/.exec(readFileSync("/tmp/window2-scratch/serve.log","utf8"))[0];
const browser = await launch();
const { page } = await open(browser, url, { reducedMotion: "reduce", viewport: { width: 1360, height: 860 } });
const dir = "/tmp/window2-scratch/shots/";
const shot = async (name) => { await page.waitForTimeout(250); await page.screenshot({ path: dir + name + ".png" }); };
const main = (await import(process.argv[2])).default;
try { await main(page, shot, url, browser); } finally { await browser.close(); }
