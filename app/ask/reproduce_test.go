package ask

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/inference"
	"carrel/inference/models"
	"carrel/knowledge"
)

// reproducing returns an Asker over a library of one document, whose answers
// have recipes; origin is what it takes the program for.
func reproducing(t *testing.T, path string) (*Asker, *Provenance, *knowledge.Library) {
	t.Helper()
	openDesk(t)
	l, store, err := newLibrary(t.Context(), t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		l.Close()
		store.Close()
	})
	readAgain(t, l, path)
	origin := &Provenance{Carrel: "1.0"}
	a := New(Config{
		Library: l, Engine: desk.engine, History: NewHistory(openStore(t, filepath.Join(t.TempDir(), "chats.db")).DB()),
		Model: func(context.Context, string) (inference.ModelSpec, error) { return desk.chat, nil },
		Provenance: func(_ context.Context, spec inference.ModelSpec, _ []inference.Adapter) Provenance {
			p := *origin
			if p.ModelSHA256 == "" && spec.Path != "" {
				hash, err := models.Hash(spec.Path)
				if err != nil {
					t.Error(err)
				}
				p.ModelSHA256 = hash
			}
			return p
		},
	})
	return a, origin, l
}

func readAgain(t *testing.T, l *knowledge.Library, path string) {
	t.Helper()
	docs, err := l.Add(t.Context(), []string{path})
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	if docs, err = l.Wait(t.Context(), []string{docs[0].ID}, knowledge.StateSearchable); err != nil || docs[0].State == knowledge.StateFailed {
		t.Fatal(docs, err)
	}
}

// silent is a model that has nothing to say.
type silent struct{ Generator }

func (silent) Generate(context.Context, inference.GenerateRequest, func(string)) (inference.GenerateResult, error) {
	return inference.GenerateResult{StopReason: inference.StopEnd}, nil
}

func kinds(r Reproduction) string {
	var list []string
	for _, d := range r.Differences {
		list = append(list, string(d.Kind))
	}
	return strings.Join(list, " ")
}

func TestReproduce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weir.txt")
	text := "The old weir at Marl was built in 1834 by Edith Crane. It has seven gates of oak and one of iron.\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a, origin, l := reproducing(t, path)
	turn, err := a.Ask(t.Context(), Request{Question: "Who built the old weir at Marl?"}, func(Step) {})
	if err != nil || turn.Answer.Status != StatusDone {
		t.Fatal(turn.Answer, err)
	}
	recipe := turn.Answer.Recipe
	if recipe == nil || len(recipe.Calls) != 1 || len(recipe.Searches) == 0 || len(recipe.Searches[0].Passages) == 0 {
		t.Fatalf("the recipe is %+v", recipe)
	}
	call := recipe.Calls[0]
	if recipe.Model.File != filepath.Base(desk.chat.Path) || len(recipe.Model.SHA256) != 64 || recipe.Carrel != "1.0" || recipe.Prompt == "" ||
		call.Sampling.Seed == nil || call.Sampling.Temperature == nil || *call.Sampling.Temperature != 0.2 || call.Chosen || *call.Sampling.Seed != turn.Answer.Seed {
		t.Errorf("the recipe is %+v, seed %d", recipe, turn.Answer.Seed)
	}
	if p := recipe.Searches[0].Passages[0]; len(p.SHA256) != 64 || len(p.DocumentSHA256) != 64 || p.Text != "" {
		t.Errorf("a passage is recorded as %+v", p)
	}

	// Of an answer that no model wrote it is kept what searched, too.
	origin.Embedder = "minilm:1234"
	quoted, err := a.Ask(t.Context(), Request{Question: "Who built the old weir at Marl?", Quote: true}, func(Step) {})
	if r := quoted.Answer.Recipe; err != nil || r == nil || r.Carrel != "1.0" || r.Embedder != "minilm:1234" || r.Calls == nil || len(r.Calls) > 0 || r.Model.File != "" {
		t.Errorf("the recipe of a quotation is %+v, %v", r, err)
	}
	origin.Embedder = ""

	reproduce := func(wantSame, wantWhole bool, wantKinds string) Reproduction {
		t.Helper()
		r, err := a.Reproduce(t.Context(), turn.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r.Same != wantSame || r.Whole != wantWhole || kinds(r) != wantKinds {
			t.Errorf("same %v, whole %v, %+v; was %q, is %q", r.Same, r.Whole, r.Differences, r.Recorded, r.Now)
		}
		return r
	}
	reproduce(true, true, "")

	// The document was changed and read again: the answer is made from what it was.
	// And Carrel, its engine and the model's file are others.
	if err := os.WriteFile(path, []byte(strings.Replace(text, "Edith Crane", "Otto Lind", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	readAgain(t, l, path)
	origin.Carrel, origin.Engine.Library, origin.ModelSHA256 = "1.1", "b9999", strings.Repeat("0", 64)
	r := reproduce(true, false, "model engine carrel changed")
	if got := r.Differences[3].Text; !strings.Contains(got, "“weir” has been changed since then") {
		t.Errorf("it says %q", got)
	}

	// From here on the model need not write.
	a.config.Engine = silent{a.config.Engine}
	*origin = Provenance{Carrel: "1.1", Engine: RecipeEngine{Library: "b9999"}}
	docs, err := l.Documents(t.Context())
	if err != nil || len(docs) != 1 {
		t.Fatal(docs, err)
	}
	if err := l.Remove(t.Context(), docs[0].ID); err != nil {
		t.Fatal(err)
	}
	if r := reproduce(false, false, "text engine carrel gone"); !strings.Contains(r.Differences[0].Text, "that alone can change") {
		t.Errorf("it says %q", r.Differences[0].Text)
	}

	// A question that is not answered has a recipe too.
	none, err := a.Ask(t.Context(), Request{Question: "What is the boiling point of tungsten?"}, func(Step) {})
	if err != nil || !none.Answer.Abstained {
		t.Fatal(none.Answer, err)
	}
	if r, err := a.Reproduce(t.Context(), none.ID); err != nil || !r.Whole || none.Answer.Recipe.Model.File != "" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := a.Reproduce(t.Context(), "none"); !errors.Is(err, ErrNoTurn) {
		t.Errorf("no answer: %v", err)
	}
	turn.Answer.Recipe = nil
	if err := a.config.History.update(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Reproduce(t.Context(), turn.ID); !errors.Is(err, ErrNoRecipe) {
		t.Errorf("an old answer: %v", err)
	}
	turn.Answer.Status = StatusStopped
	if err := a.config.History.update(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Reproduce(t.Context(), turn.ID); !errors.Is(err, ErrUnfinished) {
		t.Errorf("a stopped answer: %v", err)
	}
}

// An answer that an earlier Carrel kept has no record of the search for tables that is made
// beside the main one now: that finds nothing, and does not take what the main one found.
func TestReproduceWithoutSearchBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weir.txt")
	if err := os.WriteFile(path, []byte("The old weir at Marl has seven gates of oak. It was built in 1834 by Edith Crane.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, _, _ := reproducing(t, path)
	turn, err := a.Ask(t.Context(), Request{Question: "How many gates has the old weir at Marl?", Quote: true}, func(Step) {})
	if err != nil || turn.Answer.Abstained || len(turn.Answer.Citations) == 0 {
		t.Fatal(turn.Answer, err)
	}
	recipe := turn.Answer.Recipe
	if len(recipe.Searches) != 2 || !recipe.Searches[0].Query.Plain || recipe.Searches[0].Query.Rerank != "none" {
		t.Fatalf("the recipe has %+v", recipe.Searches)
	}
	recipe.Searches = recipe.Searches[1:]
	if err := a.config.History.update(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Reproduce(t.Context(), turn.ID); err != nil || !r.Whole {
		t.Errorf("%+v, %v", r, err)
	}
}

// A search beside the main one, as for who wrote something, does not take its place when an
// answer is made again.
func TestReproduceWithSearchBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weir.txt")
	if err := os.WriteFile(path, []byte("The old weir at Marl was built in 1834 by Edith Crane. It has seven gates of oak and one of iron.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, _, _ := reproducing(t, path)
	beside, err := a.Ask(t.Context(), Request{Question: "Who built Marl's old weir?", Quote: true}, func(Step) {})
	if err != nil || len(beside.Answer.Recipe.Searches) != 2 {
		t.Fatal(beside.Answer.Recipe.Searches, err)
	}
	if r, err := a.Reproduce(t.Context(), beside.ID); err != nil || !r.Whole {
		t.Errorf("with a search beside the main one: %+v, %v", r, err)
	}
	beside.Answer.Recipe.Searches = beside.Answer.Recipe.Searches[1:] // of a Carrel of before there was one
	if err := a.config.History.update(t.Context(), beside); err != nil {
		t.Fatal(err)
	}
	if r, err := a.Reproduce(t.Context(), beside.ID); err != nil || !r.Whole {
		t.Errorf("without it: %+v, %v", r, err)
	}
}
