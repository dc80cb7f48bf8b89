package weaviate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// filter is a condition on objects, in Weaviate's words. It is written in two
// ways: as JSON where objects are deleted, and in GraphQL where they are read.
type filter struct {
	Operator string    `json:"operator"`
	Path     []string  `json:"path,omitempty"`
	Text     string    `json:"valueText,omitempty"`
	Texts    []string  `json:"valueTextArray,omitempty"`
	Number   *float64  `json:"valueNumber,omitempty"`
	Operands []*filter `json:"operands,omitempty"`
}

func equal(property, text string) *filter {
	return &filter{Operator: "Equal", Path: []string{property}, Text: text}
}

func anyOf(property string, texts []string) *filter {
	return &filter{Operator: "ContainsAny", Path: []string{property}, Texts: texts}
}

func compare(property, operator string, number float64) *filter {
	return &filter{Operator: operator, Path: []string{property}, Number: &number}
}

// both is that all conditions hold; nil ones are none.
func both(list ...*filter) *filter {
	var some []*filter
	for _, f := range list {
		if f != nil {
			some = append(some, f)
		}
	}
	switch len(some) {
	case 0:
		return nil
	case 1:
		return some[0]
	}
	return &filter{Operator: "And", Operands: some}
}

// graphQL writes the filter as the value of an argument "where".
func (f *filter) graphQL(b *strings.Builder) {
	b.WriteString("{operator:" + f.Operator)
	if len(f.Path) > 0 {
		b.WriteString(",path:" + quote(f.Path))
	}
	switch {
	case f.Operands != nil:
		b.WriteString(",operands:[")
		for i, o := range f.Operands {
			if i > 0 {
				b.WriteByte(',')
			}
			o.graphQL(b)
		}
		b.WriteByte(']')
	case f.Texts != nil:
		b.WriteString(",valueText:" + quote(f.Texts))
	case f.Number != nil:
		b.WriteString(",valueNumber:" + strconv.FormatFloat(*f.Number, 'f', -1, 64))
	default:
		b.WriteString(",valueText:" + quote(f.Text))
	}
	b.WriteByte('}')
}

// quote writes a value as GraphQL has it, which for texts, numbers and lists is
// as JSON has it.
func quote(value any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // texts and numbers always encode
	}
	return strings.TrimSpace(b.String())
}

// selection is one question to a collection; several go in one request.
type selection struct {
	name       string // under which its answer comes
	collection string
	where      *filter
	arguments  []string // more of them: "limit:10"
	fields     string   // what is wanted of each object
}

func (s selection) write(b *strings.Builder) {
	b.WriteString(s.name + ":" + s.collection)
	arguments := s.arguments
	if s.where != nil {
		var w strings.Builder
		s.where.graphQL(&w)
		arguments = append(arguments[:len(arguments):len(arguments)], "where:"+w.String())
	}
	if len(arguments) > 0 {
		b.WriteString("(" + strings.Join(arguments, ",") + ")")
	}
	b.WriteString("{" + s.fields + "}")
}

// answers are those of a request's selections, by name.
type answers map[string]json.RawMessage

// decode reads the answer of that name.
func (a answers) decode(name string, into any) error {
	if err := json.Unmarshal(a[name], into); err != nil {
		return fmt.Errorf("read the team store's answer: %w", err)
	}
	return nil
}

// find asks for objects and for counts, all at once.
func (c *client) find(ctx context.Context, objects, counts []selection) (answers, error) {
	var b strings.Builder
	b.WriteString("{")
	for _, part := range []struct {
		name string
		list []selection
	}{{"Get", objects}, {"Aggregate", counts}} {
		if len(part.list) == 0 {
			continue
		}
		b.WriteString(part.name + "{")
		for i, s := range part.list {
			if i > 0 {
				b.WriteByte(' ')
			}
			s.write(&b)
		}
		b.WriteString("}")
	}
	b.WriteString("}")
	r, err := c.until(ctx, http.MethodPost, graphQL, nil, map[string]string{"query": b.String()}, func(r reply) error {
		if r.status >= 500 || r.status == http.StatusTooManyRequests {
			return r.failure()
		}
		// A node that is starting serves before it has read its own schema, and one
		// that cannot reach another one says so in an answer that is well.
		var trouble *Error
		if _, err := r.answers(); errors.As(err, &trouble) && trouble.Code == CodeAway {
			return trouble
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r.answers()
}

// answers reads the reply to a GraphQL request.
func (r reply) answers() (answers, error) {
	if r.status == http.StatusNotFound {
		return nil, failure(CodeOther, "GraphQL is switched off in the team store at %s, and Carrel searches with it. Ask whoever runs it to leave DISABLE_GRAPHQL out.", r.host)
	}
	var body struct {
		Data   map[string]answers
		Errors []struct{ Message string }
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	if len(body.Errors) > 0 {
		return nil, said(r.host, body.Errors[0].Message)
	}
	all := answers{}
	for _, part := range body.Data {
		for name, answer := range part {
			all[name] = answer
		}
	}
	return all, nil
}
