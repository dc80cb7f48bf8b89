package models

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"carrel/inference"
)

// Adapter is what the file of a LoRA adapter says of itself (Hu et al., "LoRA:
// Low-Rank Adaptation of Large Language Models", 2021): small matrices that are
// added to those of the model it was made for.
type Adapter struct {
	Path string `json:"path"`
	// Name is what it is called by: the file's name without its ending.
	Name  string `json:"name"`
	Title string `json:"title"` // general.name, "" for none
	// Base names the model that it was made for, "" where the file does not.
	Base         string  `json:"base"`
	Architecture string  `json:"architecture"` // of that model
	Rank         int     `json:"rank"`         // of its matrices; of several the largest
	Alpha        float64 `json:"alpha"`        // 0: its matrices count as they are, else times Alpha over the rank
	Bytes        int64   `json:"bytes"`

	shapes map[string][]uint64
}

// What llama.cpp writes behind a tensor's name for the two matrices of a pair.
const (
	loraA = ".lora_a"
	loraB = ".lora_b"
)

func (h header) isAdapter() bool { return h.text["general.type"] == "adapter" }

// InspectAdapter reads the header of an adapter's file and tells whether the
// engine can use it with some model; FitsTo tells with which. Its errors are
// *inference.Error in words for a person.
func InspectAdapter(path string) (Adapter, error) {
	h, size, err := readPart(path)
	if err != nil {
		return Adapter{}, err
	}
	if !h.isAdapter() {
		return Adapter{}, adapterBroken(path, "it is a model, not an adapter. Choose the GGUF file of a LoRA adapter")
	}
	if kind := h.text["adapter.type"]; kind != "lora" {
		return Adapter{}, adapterBroken(path, fmt.Sprintf("it is of the type %q, and the engine knows LoRA adapters only", kind))
	}
	if h.lists["adapter.alora.invocation_tokens"] > 0 {
		return Adapter{}, adapterBroken(path, "it is an activated LoRA, which is to act from certain words on; the engine cannot do that yet")
	}
	a := Adapter{
		Path: path, Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Title: h.text["general.name"],
		Base:         cmp.Or(h.text["general.base_model.0.name"], h.text["general.basename"]),
		Architecture: h.text["general.architecture"],
		Alpha:        float64(math.Float32frombits(uint32(h.numbers["adapter.lora.alpha"]))),
		Bytes:        size, shapes: h.shapes,
	}
	if math.IsNaN(a.Alpha) || math.IsInf(a.Alpha, 0) || a.Alpha < 0 {
		return Adapter{}, adapterBroken(path, "its strength (adapter.lora.alpha) is no number. Download it again")
	}
	for name, dims := range a.shapes {
		stem, isB := strings.CutSuffix(name, loraB)
		switch {
		case isB:
			if len(a.shapes[stem+loraA]) < 2 || len(dims) < 2 {
				return Adapter{}, adapterBroken(path, fmt.Sprintf("the matrices for %s are not whole. Convert or download it again", stem))
			}
			a.Rank = max(a.Rank, int(min(dims[0], 1<<30)))
		case strings.HasSuffix(name, loraA):
			if _, ok := a.shapes[strings.TrimSuffix(name, loraA)+loraB]; !ok {
				return Adapter{}, adapterBroken(path, fmt.Sprintf("one of the matrices for %s is missing. Convert or download it again", strings.TrimSuffix(name, loraA)))
			}
		case !strings.HasSuffix(name, "_norm.weight"): // those llama.cpp passes over
			return Adapter{}, adapterBroken(path, fmt.Sprintf("it has a tensor %s, which none of a LoRA adapter is", name))
		}
	}
	if a.Rank == 0 {
		return Adapter{}, adapterBroken(path, "it changes nothing: it has no matrices")
	}
	return a, nil
}

// FitsTo tells whether an adapter was made for a model of this form: the same
// architecture, and matrices of the sizes of the model's own. nil if so, else an
// *inference.Error that says what does not fit. Two models of one form that were
// trained differently cannot be told apart so; the adapter's Base may tell.
func (a Adapter) FitsTo(model string) error {
	h, _, err := readPart(model)
	if err != nil {
		return err
	}
	shapes := h.shapes
	for _, p := range Parts(model)[1:] {
		more, _, err := readPart(p)
		if err != nil {
			return err
		}
		maps.Copy(shapes, more.shapes)
	}
	name := cmp.Or(h.text["general.name"], filepath.Base(model))
	if is := h.text["general.architecture"]; is != a.Architecture {
		return a.unfit(name, fmt.Sprintf("it was made for the architecture %s, and that model is of the architecture %s", a.Architecture, is))
	}
	for _, key := range slices.Sorted(maps.Keys(a.shapes)) {
		stem, ok := strings.CutSuffix(key, loraB)
		if !ok {
			continue
		}
		base, have := shapes[stem], len(shapes[stem]) >= 2
		// llama.cpp's rule (llama-adapter.cpp): A has the width of the model's
		// matrix, B its height; for the token embeddings they are exchanged.
		x, y := a.shapes[stem+loraA], a.shapes[key]
		switch {
		case !have:
			return a.unfit(name, fmt.Sprintf("it changes %s, which that model does not have", stem))
		case strings.HasSuffix(stem, "token_embd.weight"):
			if base[0] != y[1] || base[1] != x[1] {
				return a.unfit(name, fmt.Sprintf("its matrices for %s are for a model of %d tokens and a width of %d, and that model has %d and %d", stem, x[1], y[1], base[1], base[0]))
			}
		case base[0] != x[0] || base[1] != y[1]:
			return a.unfit(name, fmt.Sprintf("its matrices for %s are %d × %d, and the model's are %d × %d", stem, x[0], y[1], base[0], base[1]))
		case x[1] != y[0]:
			return adapterBroken(a.Path, fmt.Sprintf("its two matrices for %s do not belong together. Convert it again", stem))
		}
	}
	return nil
}

func (a Adapter) unfit(model, why string) error {
	made := ""
	if a.Base != "" {
		made = fmt.Sprintf(" It says that it was made for %s.", a.Base)
	}
	return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapter %s does not fit %s: %s.%s Use it with its own model, or leave it out.", a.Name, model, why, made)}
}

func adapterBroken(path, why string) error {
	return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapter %s cannot be used: %s.", path, why)}
}

// FindAdapters lists the LoRA adapters in places, and right beside a model's file
// ("": of none), by name, each file once. What is none, or broken, is passed over.
func FindAdapters(places []Place, model string) []Adapter {
	list := []Adapter{}
	seen := map[string]bool{}
	look := func(path string) {
		real, err := filepath.EvalSymlinks(path)
		if err != nil || seen[real] {
			return
		}
		seen[real] = true
		if a, err := InspectAdapter(path); err == nil {
			list = append(list, a)
		}
	}
	for _, place := range places {
		for _, f := range place.files() {
			look(f.path)
		}
	}
	var beside []os.DirEntry
	if model != "" {
		beside, _ = os.ReadDir(filepath.Dir(model)) // none where there is no such folder
	}
	for _, entry := range beside[:min(len(beside), maxFiles)] {
		if IsGGUF(entry.Name()) {
			look(filepath.Join(filepath.Dir(model), entry.Name()))
		}
	}
	slices.SortStableFunc(list, func(a, b Adapter) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Path, b.Path))
	})
	return list
}
