package grammar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ordered is a JSON object whose keys keep their order.
type ordered struct {
	keys   []string
	values map[string]json.RawMessage
}

// parse reads a JSON object; of a key that comes twice the last value counts.
func parse(data []byte) (ordered, error) {
	o := ordered{values: map[string]json.RawMessage{}}
	d := json.NewDecoder(bytes.NewReader(data))
	open, err := d.Token()
	if err != nil {
		return o, err
	}
	if open != json.Delim('{') {
		return o, errors.New("it is not an object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return o, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return o, err
		}
		name, ok := key.(string)
		if !ok {
			return o, fmt.Errorf("%v is no key", key)
		}
		if _, twice := o.values[name]; !twice {
			o.keys = append(o.keys, name)
		}
		o.values[name] = value
	}
	if _, err := d.Token(); err != nil {
		return o, err
	}
	if _, err := d.Token(); err != io.EOF {
		return o, errors.New("something follows it")
	}
	return o, nil
}

// compact writes a value as JSON without needless escapes.
func compact(raw json.RawMessage) (string, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // as it was written
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	return encode(v), nil
}

func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("grammar: " + err.Error()) // it came from JSON
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}
