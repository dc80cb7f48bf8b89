import { describe, expect, it } from "vitest";
import { quotation, sentenceWith } from "./reference";

const rent = { quote: "The rent is\n1,450 euros.", document: { title: "Lease" }, where: "page 2" };
const sheet = { quote: "1450", document: { title: "Budget" }, where: "sheet Costs, B4:D4" };

describe("references", () => {
  it("names the document and the place of a quotation", () => {
    expect(quotation([rent])).toEqual({
      plain: "“The rent is 1,450 euros.” (Lease, page 2)",
      html: "<blockquote><p>“The rent is 1,450 euros.”</p><p>— <cite>Lease, page 2</cite></p></blockquote>",
    });
    expect(quotation([rent, sheet]).plain.split("\n")[1]).toBe("“1450” (Budget, sheet Costs, B4:D4)");
    expect(quotation([{ ...rent, where: "" }]).plain).toBe("“The rent is 1,450 euros.” (Lease)");
  });

  it("names every place of a sentence once", () => {
    expect(sentenceWith("It costs 1,450.", [rent, rent, sheet]).plain).toBe("It costs 1,450. (Lease, page 2; Budget, sheet Costs, B4:D4)");
    expect(sentenceWith("It is so.", []).plain).toBe("It is so.");
  });

  it("lets nothing of a document be more than text", () => {
    const { plain, html } = quotation([{ quote: '<img src="x">\u202e', document: { title: "</cite><script>" }, where: "page 1" }]);
    expect(html.match(/<\w+/g)).toEqual(["<blockquote", "<p", "<p", "<cite"]);
    expect(plain).toBe('“<img src="x">” (</cite><script>, page 1)');
  });
});
