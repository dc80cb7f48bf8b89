package parse

import (
	"strings"
	"testing"

	"carrel/knowledge/parse/officetest"
)

func presentation() []byte {
	beyond := strings.Replace(officetest.Shape("", "Beyond the edge"), "<p:spPr/>", `<p:spPr><a:xfrm><a:off x="9999999" y="0"/><a:ext cx="10" cy="10"/></a:xfrm></p:spPr>`, 1)
	hidden := strings.Replace(officetest.Shape("", "Hidden shape"), `name="x"`, `name="x" hidden="1"`, 1)
	cell := func(text string) string {
		return `<a:tc><a:txBody><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></a:txBody></a:tc>`
	}
	table := `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="t"/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData><a:tbl><a:tr>` + cell("Light") + cell("Height") + `</a:tr><a:tr>` + cell("Hale") + cell("31 m") + `</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
	chart := `<p:graphicFrame><a:graphic><a:graphicData><c:chart r:id="rIdC"/></a:graphicData></a:graphic></p:graphicFrame>`
	item := `<p:sp><p:nvSpPr><p:nvPr><p:ph idx="1"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Lamps and </a:t></a:r><a:r><a:t>lenses</a:t></a:r></a:p><a:p><a:pPr lvl="1"/><a:r><a:t>of glass</a:t></a:r></a:p><a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>first</a:t></a:r></a:p><a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>Line one</a:t></a:r><a:br/><a:r><a:t>line two</a:t></a:r></a:p></p:txBody></p:sp>`
	notes := officetest.Notes(officetest.Shape("sldImg") + officetest.Shape("body", "Say why it was built.", "Thank the keeper.") + officetest.Shape("sldNum", "1"))
	return officetest.Presentation([]string{
		officetest.Slide("", officetest.Shape("sldNum", "1")+officetest.Shape("subTitle", "A history")+officetest.Shape("ctrTitle", "Lights of the coast")+chart), notes,
		officetest.Slide(`show="0"`, officetest.Shape("title", "Drafts")), "",
		officetest.Slide("", officetest.Shape("title", "What is in a tower")+item+`<p:grpSp>`+officetest.Shape("", "In a group")+`</p:grpSp>`+table+beyond+hidden+officetest.Shape("ftr", "Lighthouse Board")), "",
	}, []string{"rIdC", "chart", "../charts/chart1.xml"},
		"ppt/charts/chart1.xml", officetest.Chart("Ships a year", "Ships", []string{"1850", "1851"}, []string{"112", "98"}),
		"docProps/core.xml", officetest.Core("PowerPoint Presentation", "Ida Keeper"))
}

// A slide that no audience sees does not name the presentation.
func TestHiddenFirstSlide(t *testing.T) {
	powerPoint := officetest.Presentation([]string{
		officetest.Slide(`show="0"`, officetest.Shape("title", "Drafts")), "",
		officetest.Slide("", officetest.Shape("title", "Lights of the coast")), "",
	}, nil)
	frame := func(text string) string {
		return `<draw:frame presentation:class="title"><draw:text-box><text:p>` + text + `</text:p></draw:text-box></draw:frame>`
	}
	openDocument := officetest.OpenDocument("presentation", `<style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>`,
		`<draw:page draw:style-name="dp1">`+frame("Drafts")+`</draw:page><draw:page>`+frame("Lights of the coast")+`</draw:page>`)
	for name, data := range map[string][]byte{"a.pptx": powerPoint, "a.odp": openDocument} {
		if pages, meta := mustReadDocument(t, name, data); meta.Title != "Lights of the coast" || len(pages) != 2 || pages[0].Text != "" {
			t.Errorf("%s: %s", name, golden(pages, meta))
		}
	}
}

func TestPPTX(t *testing.T) { compareGolden(t, "lights.pptx", presentation()) }
