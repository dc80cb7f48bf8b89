package openai

import (
	"encoding/json"
	"fmt"
	"strings"

	"carrel/inference"
)

// message is a turn of a chat as a client sends it.
type message struct {
	Role       string     `json:"role"`
	Content    content    `json:"content"`
	Name       string     `json:"name"`
	ToolCalls  []toolCall `json:"tool_calls"`
	ToolCallID string     `json:"tool_call_id"`
}

// content is the text of a message: given as one, or in parts.
type content string

func (c *content) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*c = content(text)
		return nil
	}
	var parts []struct {
		Type    string `json:"type"`
		Text    string `json:"text"`
		Refusal string `json:"refusal"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return invalid("messages", "The content of a message has to be a text, or a list of parts.")
	}
	var all []string
	for _, p := range parts {
		switch p.Type {
		case "text", "input_text", "output_text":
			all = append(all, p.Text)
		case "refusal":
			all = append(all, p.Refusal)
		case "image_url", "input_image":
			return unsupported("messages", "Carrel gives its models text only, and no picture (a part of the type %q). The words in a picture are recognised when it is added to the library.", p.Type)
		default:
			return unsupported("messages", "Carrel reads text only, and no part of the type %q.", p.Type)
		}
	}
	*c = content(strings.Join(all, "\n"))
	return nil
}

// conversation turns a client's messages into those of the engine. Results of
// functions are told as what the user says, and calls as what the assistant
// wrote: that is understood by every model's template.
func conversation(messages []message, tools *toolbox) ([]inference.Message, error) {
	if len(messages) == 0 {
		return nil, invalid("messages", "There is no message to answer.")
	}
	var out []inference.Message
	if about := tools.describe(); about != "" {
		out = append(out, inference.Message{Role: "system", Content: about})
	}
	names := map[string]string{} // of the functions that were called, by the call's id
	for i, m := range messages {
		text := string(m.Content)
		switch m.Role {
		case "system", "developer":
			if len(out) == 1 && out[0].Role == "system" {
				out[0].Content = text + "\n\n" + out[0].Content
			} else {
				out = append(out, inference.Message{Role: "system", Content: text})
			}
		case "user":
			out = append(out, inference.Message{Role: "user", Content: text})
		case "assistant":
			for _, call := range m.ToolCalls {
				names[call.ID] = call.Function.Name
				arguments := json.RawMessage(call.Function.Arguments)
				if !json.Valid(arguments) {
					return nil, invalid("messages", "Message %d: the arguments of a call are not JSON.", i+1)
				}
				text = strings.TrimSpace(text + "\n" + string(encode(map[string]any{"name": call.Function.Name, "arguments": arguments})))
			}
			out = append(out, inference.Message{Role: "assistant", Content: text})
		case "tool":
			name := names[m.ToolCallID]
			if name == "" {
				return nil, invalid("messages", "Message %d answers the call %q, which no message before it made.", i+1, m.ToolCallID)
			}
			out = append(out, inference.Message{Role: "user", Content: fmt.Sprintf("The function %s returned:\n%s", name, text)})
		default:
			return nil, invalid("messages", "Message %d has the role %q, which is none of system, developer, user, assistant and tool.", i+1, m.Role)
		}
	}
	return out, nil
}
