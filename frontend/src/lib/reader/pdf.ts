import type { PDFDocumentProxy, PDFPageProxy, PageViewport, RenderTask, TextLayer } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

export type { PDFDocumentProxy, PDFPageProxy, PageViewport };

// The legacy build runs in older WebKitGTK releases too. It is loaded with the
// first document, not with the app.
async function load() {
  const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
  pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;
  return pdfjs;
}

/** Opens a PDF by its address; everything that pdf.js needs comes from the app itself. */
export async function openPdf(url: string): Promise<PDFDocumentProxy> {
  const pdfjs = await load();
  return pdfjs.getDocument({
    url,
    cMapUrl: "/pdfjs/cmaps/",
    standardFontDataUrl: "/pdfjs/standard_fonts/",
    iccUrl: "/pdfjs/iccs/",
    wasmUrl: "/pdfjs/wasm/",
    // A worker may not fetch from the window's own scheme, so the page does it.
    useWorkerFetch: false,
    // The bundled fonts have the widths that the fourteen standard ones must have; a system's stand-in may not.
    useSystemFonts: false,
    disableAutoFetch: true,
    enableXfa: false,
  }).promise;
}

/** More pixels than this and WebKit drops the canvas without a word. */
const MOST_PIXELS = 16_000_000;

/** A page's picture and text, drawn at one scale; cancel stops what is not done. */
export class PageDrawing {
  #render: RenderTask | undefined;
  #layer: TextLayer | undefined;
  #cancelled = false;

  cancel(): void {
    this.#cancelled = true;
    this.#render?.cancel();
    this.#layer?.cancel();
  }

  /** Draws the picture into a canvas of its own, so that an old one can stay until it is there. */
  async picture(page: PDFPageProxy, viewport: PageViewport): Promise<HTMLCanvasElement | undefined> {
    const canvas = document.createElement("canvas");
    const wanted = globalThis.devicePixelRatio || 1;
    const ratio = Math.min(wanted, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    canvas.width = Math.max(1, Math.round(viewport.width * ratio));
    canvas.height = Math.max(1, Math.round(viewport.height * ratio));
    this.#render = page.render({
      canvas,
      viewport,
      transform: [canvas.width / viewport.width, 0, 0, canvas.height / viewport.height, 0, 0],
    });
    try {
      await this.#render.promise;
    } catch (error) {
      if (this.#cancelled) return undefined;
      throw error;
    }
    return this.#cancelled ? undefined : canvas;
  }

  /** Fills a container with the page's text, in place and selectable. */
  async text(page: PDFPageProxy, viewport: PageViewport, container: HTMLElement): Promise<void> {
    const pdfjs = await load();
    if (this.#cancelled) return;
    this.#layer = new pdfjs.TextLayer({
      textContentSource: page.streamTextContent(),
      container,
      viewport,
    });
    try {
      await this.#layer.render();
    } catch (error) {
      if (!this.#cancelled) throw error;
    }
  }
}
