package intent

import "testing"

func TestWantsList(t *testing.T) {
	for _, q := range []string{"List all fields of a control file", "Which fields are mandatory?", "What are the duties of the tenant?", "What documents must the tenant bring?", "Welche Felder sind Pflicht?", "Nenne alle Pflichten", "¿Cuáles son los plazos?", "Какие поля обязательны?", "有哪些必填字段？", "How many islands are named?", "Which packages depend on it?", "Which optional fields need a value?"} {
		if !WantsList(q) {
			t.Errorf("%s is no list", q)
		}
	}
	for _, q := range []string{"Which company built the bridge?", "What is the rent?", "When does it end?", "Who wrote the listings?", "What class is the ship?", "Which directory holds host-specific configuration?", "Which old bridge spans the river?", "How many ships are there?"} {
		if WantsList(q) {
			t.Errorf("%s is a list", q)
		}
	}
}
