import { svelte } from "@sveltejs/vite-plugin-svelte";
import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const pdfjs = fileURLToPath(new URL("node_modules/pdfjs-dist", import.meta.url));

// What pdf.js asks for at run time: character maps, the fourteen standard
// fonts, colour profiles and image decoders. They are served from the app
// itself, because nothing may come from the network.
function pdfAssets(): Plugin {
  const folders = ["cmaps", "standard_fonts", "iccs", "wasm"];
  const wanted = (name: string) => !name.includes("quickjs") && !name.endsWith("_nowasm_fallback.js");
  return {
    name: "carrel-pdf-assets",
    generateBundle() {
      for (const folder of folders) {
        for (const name of readdirSync(join(pdfjs, folder)).filter(wanted)) {
          this.emitFile({
            type: "asset",
            fileName: `pdfjs/${folder}/${name}`,
            source: readFileSync(join(pdfjs, folder, name)),
          });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use("/pdfjs", (request, response, next) => {
        const file = join(pdfjs, decodeURIComponent(request.url ?? "/").split("?")[0] ?? "");
        if (!file.startsWith(pdfjs) || !existsSync(file)) return next();
        createReadStream(file).pipe(response);
      });
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), pdfAssets()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["chrome120", "safari17"],
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 1500,
  },
  // For development: CARREL_API=http://127.0.0.1:PORT npm run dev, beside a running `carrel serve`.
  ...(process.env.CARREL_API ? { server: { proxy: { "/api": process.env.CARREL_API } } } : {}),
  // Vitest must take Svelte's client build, not the server one.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    restoreMocks: true,
    // Only what hangs is red for its time, not what a busy computer is slow at.
    testTimeout: 60_000,
  },
}));
