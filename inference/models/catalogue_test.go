package models

import (
	"bytes"
	_ "embed"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"carrel/inference"
)

//go:embed catalogue.schema.json
var schemaJSON []byte

func catalogueSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("catalogue.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("catalogue.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestCatalogueKeepsToItsSchema(t *testing.T) {
	schema := catalogueSchema(t)
	check := func(data []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(value)
	}
	if err := check(catalogueJSON); err != nil {
		t.Error(err)
	}
	// The schema notices what is wrong.
	for _, change := range [][2]string{
		{`"kind": "chat"`, `"kind": "chatter"`},
		{`"thinking": "choice"`, `"thinking": "maybe"`},
		{`"file": "Qwen3-4B-Q4_K_M.gguf"`, `"file": "../Qwen3-4B-Q4_K_M.gguf"`},
		{`"repository": "Qwen/Qwen3-4B-GGUF"`, `"repository": "Qwen/Qwen3-4B-GGUF/.."`},
		{`"sha256": null`, `"sha256": "unknown"`},
		{`"url": "https://`, `"url": "http://`},
	} {
		changed := bytes.Replace(catalogueJSON, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(changed, catalogueJSON) {
			t.Errorf("the catalogue has no %s", change[0])
		} else if check(changed) == nil {
			t.Errorf("%s passes", change[1])
		}
	}
}

// What the schema cannot say.
func TestCatalogueIsConsistent(t *testing.T) {
	c := TheCatalogue()
	families, kinds := map[string]int{}, map[inference.Kind]int{}
	ids, files, steps := map[string]bool{}, map[string]bool{}, map[int]int64{}
	for _, b := range Bundled() {
		ids[b.ID], files[b.File] = true, true
	}
	for _, o := range c.Models {
		if o.Kind == inference.KindChat {
			families[o.Family]++
		}
		kinds[o.Kind]++
		if ids[o.ID] {
			t.Errorf("%s is there twice", o.ID)
		}
		ids[o.ID] = true
		if _, ok := c.Licences[o.Licence]; !ok {
			t.Errorf("%s: there is no licence %q", o.ID, o.Licence)
		}
		if _, ok := c.Hosts[o.Source.Host]; !ok {
			t.Errorf("%s: there is no host %q", o.ID, o.Source.Host)
		}
		if (o.Kind == inference.KindChat) != (o.CacheBytes > 0) {
			t.Errorf("%s, of the kind %s: %d bytes of cache", o.ID, o.Kind, o.CacheBytes)
		}
		if o.Active >= o.Parameters {
			t.Errorf("%s: %d of %d parameters are active", o.ID, o.Active, o.Parameters)
		}
		if o.Step > 0 {
			if steps[o.Step] != 0 || o.Kind != inference.KindChat || c.Licences[o.Licence].Commercial == "no" {
				t.Errorf("%s cannot be recommended as number %d", o.ID, o.Step)
			}
			steps[o.Step] = o.Files[0].Bytes
		}
		quantisations := map[string]bool{}
		for _, f := range o.Files {
			// They are kept in one folder.
			if key := strings.ToLower(f.File); files[key] {
				t.Errorf("two files are called %s", f.File)
			} else {
				files[key] = true
			}
			if quantisations[f.Quantisation] {
				t.Errorf("%s has %s twice", o.ID, f.Quantisation)
			}
			quantisations[f.Quantisation] = true
			// Small models keep their large vocabulary in more bits than the rest.
			bits := float64(f.Bytes) * 8 / float64(o.Parameters)
			if low, high := bitsOf(f.Quantisation); bits < low || bits > high {
				t.Errorf("%s: %.1f bits for a parameter", f.File, bits)
			}
			address, err := url.Parse("https://" + o.Source.Host + o.Source.Path(f))
			if err != nil || address.Host != o.Source.Host || !strings.HasSuffix(address.Path, "/"+f.File) {
				t.Errorf("%s: the address %v, %v", f.File, address, err)
			}
		}
	}
	for i := 1; i < len(steps); i++ {
		if steps[i] == 0 || steps[i] >= steps[i+1] {
			t.Errorf("the recommended models do not go from small to large: number %d has %d bytes, the next %d", i, steps[i], steps[i+1])
		}
	}
	for family, least := range map[string]int{"Llama 3": 3, "Mistral": 3, "DeepSeek-R1": 3, "Qwen 2.5": 3, "Qwen 3": 4, "Gemma 3": 3, "Phi": 2, "SmolLM": 2, "Granite": 2} {
		if families[family] < least {
			t.Errorf("%d models of the family %s", families[family], family)
		}
	}
	if kinds[inference.KindChat] < 25 || kinds[inference.KindEmbedding] < 5 || kinds[inference.KindRerank] < 2 {
		t.Errorf("kinds: %v", kinds)
	}
}

func bitsOf(quantisation string) (low, high float64) {
	switch quantisation[1] {
	case '4':
		return 4.3, 8.1
	case '5':
		return 5.3, 6.3
	case '6':
		return 6.3, 7.2
	}
	return 8.3, 11
}

func TestFindInCatalogue(t *testing.T) {
	c := TheCatalogue()
	for name, want := range map[string]string{
		"qwen3-4b": "Qwen3-4B-Q4_K_M.gguf", "QWEN3-4B:q8_0": "Qwen3-4B-Q8_0.gguf",
		"qwen3-4b:Q3": "", "qwen3": "", "": "", ":Q8_0": "",
	} {
		_, f, err := c.Find(name)
		if f.File != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", name, f.File, err)
		}
	}
}
