import { mount } from "svelte";
import App from "./App.svelte";
import "./tokens.css";
import "./base.css";
import { TextSize } from "./lib/ui/textsize.svelte";
import { ThemeChoice } from "./lib/ui/theme.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

// The theme and the size first, so that nothing is painted in another one.
mount(App, { target, props: { theme: new ThemeChoice(), textSize: new TextSize() } });
