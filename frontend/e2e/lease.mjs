// A made-up lease as a real PDF: three pages of running text. The second is a
// landscape page as scanners and word processors make them: portrait, with its
// text running upwards, and turned by 90 degrees for the reader.
import { degrees, PDFDocument, StandardFonts } from "pdf-lib";

const sections = [
  {
    title: "1. The premises and the term",
    text: [
      "This lease is made between Hartwell Estates, the landlord, and Miriam Okafor, the tenant. It is about the apartment on the second floor of 14 Quay Street.",
      "The term begins on 1 March 2024 and runs for three years. The apartment has three rooms, a kitchen and a cellar, and may be used as a home only.",
      "The tenant may keep one small dog. Other animals need the landlord's written consent, which may be given for a time.",
    ],
  },
  {
    title: "2. Rent and deposit",
    text: [
      "The monthly rent is 1,450 euros and is due on the third working day of each month. Heating and water are paid in advance with 180 euros a month.",
      "The deposit is two months' rent. The landlord returns the deposit within thirty days after the keys have been handed back.",
      "The landlord settles the costs of heating and water once a year and sends the account to the tenant by the end of June.",
    ],
  },
  {
    title: "3. Ending the lease",
    text: [
      "The tenant shall give written notice of at least three months before leaving the apartment. The notice takes effect at the end of a calendar month.",
      "Where the tenant leaves earlier, the rent remains payable until the notice has run out, unless a new tenant moves in.",
      "At the end of the lease the tenant hands over the apartment swept clean, with all keys, and has small holes in the walls closed.",
    ],
  },
];

/** @returns {Promise<{name: string, mimeType: string, buffer: Buffer}>} for setInputFiles */
export async function lease(name = "Lease 14 Quay Street.pdf") {
  const pdf = await PDFDocument.create();
  pdf.setTitle("Lease 14 Quay Street");
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const bold = await pdf.embedFont(StandardFonts.TimesRomanBold);
  for (const [at, section] of sections.entries()) {
    const page = pdf.addPage([595, 842]);
    const turned = at === 1;
    if (turned) page.setRotation(degrees(90));
    const [width, height] = turned ? [842, 595] : [595, 842];
    const write = (text, y, size, face) =>
      page.drawText(
        text,
        turned
          ? { x: height - y, y: 72, size, font: face, rotate: degrees(90) }
          : { x: 72, y, size, font: face },
      );
    write(section.title, height - 90, 18, bold);
    let y = height - 130;
    for (const paragraph of section.text) {
      for (const line of wrap(paragraph, font, 12, width - 144)) {
        write(line, y, 12, font);
        y -= 18;
      }
      y -= 12;
    }
  }
  return { name, mimeType: "application/pdf", buffer: Buffer.from(await pdf.save()) };
}

/**
 * Two pages of two columns, the second one shown upside down. Words are divided at
 * a line's end and at a column's, and the sentence at the end of the first page
 * goes on at the head of the second.
 */
export async function columns() {
  const pdf = await PDFDocument.create();
  pdf.setTitle("The lamp at Hale");
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const pages = [
    [
      ["The lamp at Hale was lit in 1862 by", "the keeper Maren Holt. It burns col-", "za oil, and its light is seen for se-", "venteen miles. The tower has a stair", "of ninety steps and one small win-"],
      ["dow for each turn of it. A fog-horn", "was set up beside it when the har-", "bour was dredged, and sounds twice", "a minute. In the winter of 1871 the", "keeper wrote that no ship was lost"],
    ],
    [
      ["while the lamp was burning, and that", "the oil would last until spring. The", "pilots of the bay confirmed it to the", "board, which sent a second keeper to", "the tower and had the stair repain-"],
      ["ted. He stayed for eleven years, and", "his diary is kept with the first one", "in the library of the harbour, where", "both may be read by whoever asks for", "them a day before."],
    ],
  ];
  for (const [at, sides] of pages.entries()) {
    const page = pdf.addPage([595, 842]);
    const turned = at === 1;
    if (turned) page.setRotation(degrees(180));
    for (const [side, lines] of sides.entries()) {
      for (const [i, line] of lines.entries()) {
        const [x, y] = [72 + side * 240, (turned ? 780 : 150) - i * 16];
        page.drawText(line, turned ? { x: 595 - x, y: 842 - y, size: 12, font, rotate: degrees(180) } : { x, y, size: 12, font });
      }
    }
  }
  return { name: "The lamp at Hale.pdf", mimeType: "application/pdf", buffer: Buffer.from(await pdf.save()) };
}

/** A page that is a picture, as of a scanner: a line of words is `words`. */
export async function scan(browser, words) {
  const sheet = await browser.newPage({ viewport: { width: 1240, height: 700 } });
  await sheet.setContent(`<body style="margin: 80px; font: 44px/1.6 'DejaVu Serif', serif; color: #111">${words.map((line) => `<div>${line}</div>`).join("")}</body>`);
  const png = await sheet.screenshot();
  await sheet.close();
  const pdf = await PDFDocument.create();
  pdf.setTitle("A scanned letter");
  const page = pdf.addPage([620, 350]);
  page.drawImage(await pdf.embedPng(png), { x: 0, y: 0, width: 620, height: 350 });
  return { name: "A scanned letter.pdf", mimeType: "application/pdf", buffer: Buffer.from(await pdf.save()) };
}

/** A long document: a page can be told by its only line. */
export async function manual(pages) {
  const pdf = await PDFDocument.create();
  pdf.setTitle("Manual");
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= pages; number++) {
    pdf.addPage([595, 842]).drawText(`This is page ${number} of the manual.`, { x: 72, y: 760, size: 14, font });
  }
  return { name: "Manual.pdf", mimeType: "application/pdf", buffer: Buffer.from(await pdf.save()) };
}

function wrap(text, font, size, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** A Markdown document whose offsets differ between code points and UTF-16. */
export const notes = {
  name: "Notes on moving.md",
  mimeType: "text/markdown",
  buffer: Buffer.from(
    "# Notes on moving 😀🏠\n\nThe moving van 🚚 from Lindqvist Transport costs 620 euros for one day.\n\n" +
      "## Dates\n\nThe handover of the keys is planned for 28 February 2027 at noon.\n",
  ),
};
