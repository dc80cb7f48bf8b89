// Makes a PDF that opens with a password: AES-256, revision 6 of the standard
// security handler (ISO 32000-2, 7.6.4).
import { createCipheriv, createHash, randomBytes } from "node:crypto";

const cbc = (bits, key, iv, data, padded = false) => {
  const cipher = createCipheriv(`aes-${bits}-cbc`, key, iv).setAutoPadding(padded);
  return Buffer.concat([cipher.update(data), cipher.final()]);
};

/** Algorithm 2.B. */
function hash(password, salt, user) {
  let key = createHash("sha256").update(Buffer.concat([password, salt, user])).digest();
  for (let round = 1; ; round++) {
    const once = Buffer.concat([password, key, user]);
    const made = cbc(128, key.subarray(0, 16), key.subarray(16, 32), Buffer.concat(Array(64).fill(once)));
    // The first 16 bytes as a number, modulo 3: 256 leaves 1.
    const sum = made.subarray(0, 16).reduce((a, b) => a + b, 0) % 3;
    key = createHash(["sha256", "sha384", "sha512"][sum]).update(made).digest();
    if (round >= 64 && made.at(-1) <= round - 32) return key.subarray(0, 32);
  }
}

/** A PDF of one page, with a line of text. @returns {Buffer} */
export function sealedPdf(line, password) {
  const secret = Buffer.from(password);
  const key = randomBytes(32);
  const entry = (user) => {
    const [check, wrap] = [randomBytes(8), randomBytes(8)];
    return [Buffer.concat([hash(secret, check, user), check, wrap]), cbc(256, hash(secret, wrap, user), Buffer.alloc(16), key)];
  };
  const [u, ue] = entry(Buffer.alloc(0));
  const [o, oe] = entry(u);
  const perms = Buffer.concat([Buffer.from("fcffffffffffffff", "hex"), Buffer.from("Tadbtest")]);
  const ecb = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const hex = (bytes) => `<${bytes.toString("hex")}>`;
  const iv = randomBytes(16);
  const content = Buffer.concat([iv, cbc(256, key, iv, Buffer.from(`BT /F1 14 Tf 72 700 Td (${line}) Tj ET`), true)]);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content.toString("latin1")}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let file = "%PDF-2.0\n%\xE2\xE3\xCF\xD3\n";
  const at = objects.map((body, i) => {
    const start = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return start;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("")}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /ID [<00> <00>] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256
/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF
/O ${hex(o)} /U ${hex(u)} /OE ${hex(oe)} /UE ${hex(ue)} /Perms ${hex(ecb.update(perms))} /P -4 >> >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}
