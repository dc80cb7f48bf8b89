package knowledge

import "testing"

func TestIsContents(t *testing.T) {
	for text, want := range map[string]bool{
		"21\n4.9. /usr/local : Local hierarchy ........................ 21\n4.9.1. Purpose .....................................":   true,
		". . . . . . . . . . . . . . . 4\n2.5.1 How can R be installed (Unix-like). . . . . . . . . 4\n2.5.2 Windows . . . . . 5\n": true,
		"Preface ............... iii\nContents ............... v\n":                                                                 true,
		"1 Introduction 1\n2 Method 5\n3 Results 9\n4 Discussion 14\n5 References 20\n":                                             true,
		"1 Introduction 1\n2 Method 5\n":                                                                 false,
		"Coffee ........ 3.50\nTea ........ 2.80\nCake ........ 4.20\n":                                  false,
		"The list goes on and on ... and then\nit ends. So it is .... over.\n":                           false,
		"He waited .......... and waited.\nThen the train came at 5, and he got in.\nNobody else did.\n": false,
		"Dividends 66 67\nTaxes 88 90\nStaff 157 173\nMaterial 682 605\nRent 765 657\n":                  false,
		"": false,
	} {
		if got := isContents(text); got != want {
			t.Errorf("isContents(%q) = %t", text, got)
		}
	}
}
