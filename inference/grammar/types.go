package grammar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// object writes the rules of an object: its properties in the schema's order,
// those that are not required with a chance to be left out.
func (c *converter) object(s ordered, at string, depth int) (string, error) {
	c.use("ws")
	var properties ordered
	if raw := s.values["properties"]; raw != nil {
		var err error
		if properties, err = parse(raw); err != nil {
			return c.fail(at+"/properties", "The properties cannot be read: %v.", err)
		}
	}
	var required []string
	if raw := s.values["required"]; raw != nil && json.Unmarshal(raw, &required) != nil {
		return c.fail(at+"/required", "The keyword required is not a list of names.")
	}
	if len(required) > maxRules {
		return c.fail(at+"/required", "More than %d properties are required.", maxRules)
	}
	names := slices.Clone(properties.keys)
	for _, name := range required {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	others := strings.TrimSpace(string(s.values["additionalProperties"]))
	if len(names) == 0 {
		switch others {
		case "", "true":
			return c.use("object"), nil
		case "false":
			return c.add(`"{" ws "}"`), nil
		}
		value, err := c.visit(s.values["additionalProperties"], at+"/additionalProperties", depth+1)
		if err != nil {
			return "", err
		}
		pair := c.add(c.use("string") + ` ws ":" ws ` + value + ` ws`)
		return c.add(fmt.Sprintf(`"{" ws (%s ("," ws %s)*)? "}"`, pair, pair)), nil
	}
	pairs := make([]string, len(names))
	for i, name := range names {
		rule := ""
		if raw, ok := properties.values[name]; ok {
			var err error
			if rule, err = c.visit(raw, at+"/properties/"+pointer(name), depth+1); err != nil {
				return "", err
			}
		} else if others == "false" {
			return c.fail(at+"/required", "The property %q is required and not allowed.", name)
		} else {
			rule = c.use("value")
		}
		pairs[i] = c.add(literal(encode(name)) + ` ws ":" ws ` + rule + ` ws`)
	}
	// From the last to the first: rest is what may follow a property, first what an
	// object may begin with from here on.
	rest, first := "", ""
	for i := len(names) - 1; i >= 0; i-- {
		if slices.Contains(required, names[i]) {
			first = join(pairs[i], rest)
			rest = c.add(join(`"," ws `+pairs[i], rest))
		} else {
			begins := join(pairs[i], rest)
			if first == "" {
				first = "(" + begins + ")?"
			} else {
				first = c.add(begins + " | " + first)
			}
			rest = c.add(join(`("," ws `+pairs[i]+")?", rest))
		}
	}
	return c.add(`"{" ws ` + first + ` "}"`), nil
}

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }

// pointer escapes a name for a JSON pointer (RFC 6901).
func pointer(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

func (c *converter) array(s ordered, at string, depth int) (string, error) {
	c.use("ws")
	least, most, err := bounds(s, "minItems", "maxItems")
	if err != nil {
		return c.fail(at, "%v", err)
	}
	var places []json.RawMessage
	if raw := s.values["prefixItems"]; raw != nil {
		if json.Unmarshal(raw, &places) != nil || len(places) == 0 {
			return c.fail(at, "The keyword prefixItems is not a list of schemas.")
		}
		if least > len(places) || most >= 0 && most < len(places) {
			return c.fail(at, "prefixItems is supported with as many items as it names only.")
		}
		var items []string
		for i, one := range places {
			rule, err := c.visit(one, fmt.Sprintf("%s/prefixItems/%d", at, i), depth+1)
			if err != nil {
				return "", err
			}
			items = append(items, rule+" ws")
		}
		return c.add(`"[" ws ` + strings.Join(items, ` "," ws `) + ` "]"`), nil
	}
	item := ""
	if raw := s.values["items"]; raw != nil {
		item, err = c.visit(raw, at+"/items", depth+1)
	} else {
		item = c.use("value")
	}
	if err != nil {
		return "", err
	}
	if most == 0 {
		return c.add(`"[" ws "]"`), nil
	}
	more := -1
	if most > 0 {
		more = most - 1
	}
	list := item + " ws " + between(`("," ws `+item+` ws)`, max(least-1, 0), more)
	if least == 0 {
		list = "(" + list + ")?"
	}
	return c.add(`"[" ws ` + list + ` "]"`), nil
}

func (c *converter) text(s ordered, at string) (string, error) {
	least, most, err := bounds(s, "minLength", "maxLength")
	if err != nil {
		return c.fail(at, "%v", err)
	}
	counted := least > 0 || most >= 0
	if raw := s.values["format"]; raw != nil {
		var format string
		_ = json.Unmarshal(raw, &format) // "" where it is no name
		if counted {
			return c.fail(at, "A format and a length together are not supported.")
		}
		switch format {
		case "date", "time", "uuid":
			return c.add(`"\"" ` + c.use(format) + ` "\""`), nil
		case "date-time":
			return c.add(`"\"" ` + c.use("date") + ` "T" ` + c.use("time") + ` "\""`), nil
		}
		return c.fail(at, "The format %q is not supported, only date, time, date-time and uuid.", format)
	}
	if !counted {
		return c.use("string"), nil
	}
	return c.add(`"\"" ` + between(c.use("char"), least, most) + ` "\""`), nil
}

// bounds reads how many characters or items there may be; most is -1 without
// a limit.
func bounds(s ordered, leastKey, mostKey string) (least, most int, err error) {
	most = -1
	if raw := s.values[leastKey]; raw != nil && (json.Unmarshal(raw, &least) != nil || least < 0 || least > maxRepeat) {
		return 0, 0, fmt.Errorf("The keyword %s takes a number from 0 to %d.", leastKey, maxRepeat)
	}
	if raw := s.values[mostKey]; raw != nil && (json.Unmarshal(raw, &most) != nil || most < 0 || most > maxRepeat) {
		return 0, 0, fmt.Errorf("The keyword %s takes a number from 0 to %d.", mostKey, maxRepeat)
	}
	if most >= 0 && least > most {
		return 0, 0, fmt.Errorf("%s is more than %s.", leastKey, mostKey)
	}
	return least, most, nil
}

// integer knows a least value of 0 or 1, and with one a largest of any size.
func (c *converter) integer(s ordered, at string) (string, error) {
	read := func(key string) (n int64, given bool, err error) {
		raw := s.values[key]
		if raw == nil {
			return 0, false, nil
		}
		var f float64
		if json.Unmarshal(raw, &f) != nil || f != float64(int64(f)) || f > 1e15 || f < -1e15 {
			return 0, true, fmt.Errorf("The keyword %s takes a whole number.", key)
		}
		return int64(f), true, nil
	}
	least, hasLeast, err := read("minimum")
	if err != nil {
		return c.fail(at, "%v", err)
	}
	above, hasAbove, err := read("exclusiveMinimum")
	if err != nil {
		return c.fail(at, "%v", err)
	}
	most, hasMost, err := read("maximum")
	if err != nil {
		return c.fail(at, "%v", err)
	}
	if hasAbove && (!hasLeast || above+1 > least) {
		least, hasLeast = above+1, true
	}
	switch {
	case !hasLeast && !hasMost:
		return c.use("integer"), nil
	case !hasLeast || least < 0 || least > 1:
		return c.fail(at, "An integer with bounds is supported from 0 or 1 on only.")
	case hasMost && most < least:
		return c.fail(at, "minimum is more than maximum.")
	}
	var alternatives []string
	if least == 0 {
		alternatives = append(alternatives, `"0"`)
	}
	switch {
	case !hasMost:
		alternatives = append(alternatives, `[1-9] [0-9]{0,14}`)
	case most > 0:
		alternatives = append(alternatives, upTo(fmt.Sprint(most))...)
	}
	return c.add(strings.Join(alternatives, " | ")), nil
}

// upTo are the alternatives for the numbers from 1 to the one with these digits:
// those that are shorter, and for each digit those that are the same before it
// and less in it.
func upTo(digits string) []string {
	var out []string
	if n := len(digits); n > 1 {
		out = append(out, fmt.Sprintf("[1-9] [0-9]{0,%d}", n-2))
	}
	for i, d := range []byte(digits) {
		lowest := byte('0')
		if i == 0 {
			lowest = '1'
		}
		if d > lowest {
			less := fmt.Sprintf(`[%c-%c]`, lowest, d-1)
			if i > 0 {
				less = literal(digits[:i]) + " " + less
			}
			if after := len(digits) - i - 1; after > 0 {
				less += fmt.Sprintf(" [0-9]{%d}", after)
			}
			out = append(out, less)
		}
	}
	return append(out, literal(digits))
}
