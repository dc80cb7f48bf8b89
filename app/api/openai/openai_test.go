package openai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carrel/app"
	"carrel/app/api/openai"
	"carrel/app/internal/testbinary"
	"carrel/inference/models"
	"carrel/knowledge"
)

func TestMain(m *testing.M) {
	_, clean, err := testbinary.Path()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	clean()
	os.Exit(code)
}

const chatModel, embeddingModel = models.DefaultChat, models.DefaultEmbedding

// server is a Carrel that other programs may use.
type server struct {
	t      *testing.T
	core   *app.App
	local  app.LocalAPI
	client *http.Client
	socket string // where it listens
}

// open opens a Carrel with its engine in a folder of its own.
func open(t *testing.T) *app.App {
	t.Helper()
	if _, err := models.ResourceDir(); err != nil {
		t.Skip("the engine and its models are not set up: run `make setup`")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") // nobody's keyring
	home := t.TempDir()
	if err := testbinary.ShareCache(home); err != nil {
		t.Fatal(err)
	}
	folders, err := app.FindFolders(home)
	if err != nil {
		t.Fatal(err)
	}
	core, err := app.Open(context.Background(), app.Options{Folders: folders})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(core.Close)
	return core
}

// serve opens a Carrel that other programs may use.
func serve(t *testing.T) *server {
	t.Helper()
	// A Unix socket: opening a Carrel locks this process out of the internet, and
	// from itself as well.
	socket := filepath.Join(t.TempDir(), "v1")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	core := open(t)
	listening := &httptest.Server{Listener: listener, Config: &http.Server{Handler: openai.Handler(core)}}
	listening.Start()
	t.Cleanup(listening.Close)
	s := &server{t: t, core: core, socket: socket, client: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
	}}}
	if s.local, err = core.OfferLocalAPI(t.Context(), app.Door{Open: func(context.Context) (string, error) { return "127.0.0.1:4711", nil }}, true); err != nil {
		t.Fatal(err)
	}
	return s
}

// request makes a request with the key.
func (s *server) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, s.local.Address+path, body)
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+s.local.Key)
		r.Header.Set("Content-Type", "application/json")
	}
	return r, err
}

// do makes a request with the key and gives its status and body.
func (s *server) do(ctx context.Context, method, path string, body io.Reader, header ...string) (int, []byte, error) {
	r, err := s.request(ctx, method, path, body)
	if err != nil {
		return 0, nil, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	response, err := s.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return response.StatusCode, data, err
}

// post makes a request that must succeed, and decodes its reply.
func (s *server) post(path string, body, out any) {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	status, reply, err := s.do(s.t.Context(), "POST", path, bytes.NewReader(data))
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("POST %s: %d %s %v", path, status, reply, err)
	}
	if err := json.Unmarshal(reply, out); err != nil {
		s.t.Fatalf("POST %s: %v in %s", path, err, reply)
	}
}

// object is JSON on its way out.
type object = map[string]any

func user(text string) []object { return []object{{"role": "user", "content": text}} }

// answered is as much of a chat completion as tests look at.
type answered struct {
	Object  string
	Choices []struct {
		Index          int
		Message, Delta struct {
			Role, Content string
			ToolCalls     []struct {
				ID       string
				Function struct{ Name, Arguments string }
			} `json:"tool_calls"`
			Annotations []struct {
				Type string
				File struct {
					FileID     string `json:"file_id"`
					Filename   string
					Page       int
					Quote      string
					StartIndex int `json:"start_index"`
					EndIndex   int `json:"end_index"`
					PageStart  int `json:"page_start"`
					PageEnd    int `json:"page_end"`
				} `json:"file_citation"`
			}
		}
		LogProbs *struct {
			Content []struct {
				Token string
				Bytes []int
			}
		}
		Finish string `json:"finish_reason"`
	}
	Usage *struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
		Total      int `json:"total_tokens"`
	}
}

func (a answered) text() string { return a.Choices[0].Message.Content }

// streamed puts the parts of a streamed reply together.
func (s *server) streamed(body object) (parts []answered, text string) {
	s.t.Helper()
	body["stream"] = true
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	status, reply, err := s.do(s.t.Context(), "POST", "/chat/completions", bytes.NewReader(data))
	if err != nil || status != http.StatusOK {
		s.t.Fatalf("%d %s %v", status, reply, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(reply), "\n\n"), "\n\n")
	if lines[len(lines)-1] != "data: [DONE]" {
		s.t.Fatalf("the stream ends with %q", lines[len(lines)-1])
	}
	for _, line := range lines[:len(lines)-1] {
		var part answered
		if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &part); err != nil {
			s.t.Fatalf("%v in %s", err, line)
		}
		parts = append(parts, part)
		if len(part.Choices) > 0 {
			text += part.Choices[0].Delta.Content
		}
	}
	return parts, text
}

// add puts a text into the library and waits until it can be searched.
func (s *server) add(name, text string) knowledge.Document {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	docs, _, err := s.core.Add(s.t.Context(), []string{path})
	if err == nil {
		docs, err = s.core.Wait(s.t.Context(), []string{docs[0].ID}, knowledge.StateSearchable)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return docs[0]
}
