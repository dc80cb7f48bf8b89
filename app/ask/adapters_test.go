package ask

import (
	"context"
	"errors"
	"strings"
	"testing"

	"carrel/inference"
)

// A chat keeps its adapters until a question says otherwise, and goes on without
// one that is gone.
func TestAdaptersStayWithAChat(t *testing.T) {
	gone := false
	a := New(Config{
		Model: func(context.Context, string) (inference.ModelSpec, error) { return inference.ModelSpec{}, nil },
		Adapters: func(_ context.Context, _ inference.ModelSpec, choices []AdapterChoice) (used []UsedAdapter, err error) {
			for _, c := range choices {
				if gone {
					return nil, errors.New("There is no such file.")
				}
				used = append(used, UsedAdapter{Name: c.Name, Path: c.Name, Scale: *c.Scale})
			}
			return used, nil
		},
	})
	half := 0.5
	earlier := []Turn{{Answer: Answer{Adapters: []UsedAdapter{{Name: "old", Path: "old", Scale: 1}}}}, {Answer: Answer{Adapters: []UsedAdapter{{Name: "tone", Path: "tone", Scale: 0.25}}}}}
	for _, tt := range []struct {
		name string
		req  Request
		want string
	}{
		{"nothing is said", Request{}, "tone"},
		{"another is named", Request{Adapters: []AdapterChoice{{"new", &half}}}, "new"},
		{"none is wanted", Request{Adapters: []AdapterChoice{}}, ""},
		{"no model is asked", Request{Quote: true}, ""},
	} {
		used, lost, err := a.adapters(t.Context(), tt.req, earlier)
		var names string
		for _, u := range used {
			names += u.Name
		}
		if names != tt.want || lost != "" || err != nil {
			t.Errorf("%s: %v, %q, %v", tt.name, used, lost, err)
		}
	}
	quoted := append(earlier[:2:2], Turn{Answer: Answer{Quoting: true}}, Turn{Answer: Answer{Quoting: true}})
	if used, _, err := a.adapters(t.Context(), Request{}, quoted); err != nil || len(used) != 1 || used[0].Name != "tone" {
		t.Errorf("after quotations: %v, %v", used, err)
	}
	if used, _, err := a.adapters(t.Context(), Request{}, append(quoted, Turn{})); err != nil || len(used) != 0 {
		t.Errorf("after an answer without: %v, %v", used, err)
	}
	gone = true
	if used, lost, err := a.adapters(t.Context(), Request{}, earlier); len(used) != 0 || err != nil || !strings.Contains(lost, "no such file") {
		t.Errorf("%v, %q, %v", used, lost, err)
	}
	if _, _, err := a.adapters(t.Context(), Request{Adapters: []AdapterChoice{{"new", &half}}}, earlier); err == nil {
		t.Error("one that is named and gone is passed over")
	}
}
