package prose

// Anaphors are words that point back to something said before.
var Anaphors = Set(`it its he him his she her hers they them their theirs this these those
	er sie es ihn ihm ihr ihre sein seine dies dieser diese dieses dort
	il elle ils elles lui leur leurs cela celui celle ceux
	el ella ellos ellas eso esto aquel
	он она оно они его ее их это там`)

// backward are words that, at a sentence's beginning, point to the one before it.
var backward = Set(`this that these those it its he she they such here there thus hence therefore however moreover furthermore instead otherwise also but and so
	then nevertheless firstly secondly similarly likewise additionally finally first second third example instance again see note if both another
	dies diese dieser dieses er sie es deshalb daher jedoch aber und auch dann somit ebenso ferner ausserdem dazu dabei damit hierbei hierzu siehe
	esto este esta estos estas eso ello ademas tambien pero y asi luego vease
	ce cette ces cela il elle ils elles cependant mais et aussi donc ainsi voir
	это этот эта эти он она они поэтому однако но и также кроме таким например затем`)

// PointsBack says whether a sentence, of which there is at least one word, opens with
// what points to the one before it.
func PointsBack(ws []Word) bool {
	return backward[ws[0].Fold] || len(ws) > 1 && ws[1].Fold == "example" || len(ws) > 1 && Anaphors[ws[1].Fold] && ws[0].Term == ""
}
