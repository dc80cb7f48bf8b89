import { mount } from "svelte";
import App from "./App.svelte";
import "./tokens.css";
import "./base.css";
import { ThemeChoice } from "./lib/ui/theme.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

// The theme first, so that nothing is painted in the other one.
mount(App, { target, props: { theme: new ThemeChoice() } });
