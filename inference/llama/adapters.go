package llama

import (
	"fmt"
	"os"

	"github.com/hybridgroup/yzma/pkg/llama"

	"carrel/inference"
)

// AdapterFile names what the file of a LoRA adapter held: one that was written
// anew is another, and is read again.
type AdapterFile struct {
	Path     string
	Bytes    int64
	Modified int64 // nanoseconds
}

// AdapterFileAt names what the file holds now.
func AdapterFileAt(path string) (AdapterFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return AdapterFile{}, err
	}
	return AdapterFile{path, info.Size(), info.ModTime().UnixNano()}, nil
}

// adaptersUsed are adapters and how much of each is added.
type adaptersUsed struct {
	handles []llama.AdapterLora
	scales  []float32
}

// addedNone is what adds nothing. The binding takes no empty list; one adapter that is not
// added at all is the same to llama.cpp.
func addedNone(one llama.AdapterLora) adaptersUsed {
	return adaptersUsed{[]llama.AdapterLora{one}, []float32{0}}
}

// UseAdapters has the next computations made with these LoRA adapters and no
// others. Their files have been inspected. If it fails, all is as it was; the
// error is an *inference.Error. What was read of a file stays until the model is
// closed.
func (m *Model) UseAdapters(list []inference.Adapter) error {
	var use adaptersUsed
	for _, a := range list {
		handle, err := m.readAdapter(a.Path)
		if err != nil {
			return err
		}
		use.handles, use.scales = append(use.handles, handle), append(use.scales, float32(a.Scale))
	}
	for _, one := range m.adapters {
		if len(list) == 0 {
			use = addedNone(one)
		}
	}
	if len(use.handles) == 0 {
		return nil // none was ever read
	}
	for i, l := range m.lanes {
		if code := llama.SetAdaptersLora(l.ctx, use.handles, use.scales); code != 0 {
			m.setBack(m.lanes[:i], use.handles[0])
			return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapters could not be switched (code %d).", code)}
		}
	}
	m.using = use
	return nil
}

// setBack has lanes compute again with the adapters that all computed with.
func (m *Model) setBack(lanes []*lane, one llama.AdapterLora) {
	before := m.using
	if len(before.handles) == 0 {
		before = addedNone(one)
	}
	for _, l := range lanes {
		llama.SetAdaptersLora(l.ctx, before.handles, before.scales)
	}
}

func (m *Model) readAdapter(path string) (llama.AdapterLora, error) {
	file, err := AdapterFileAt(path)
	if err != nil {
		return 0, adapterFailed(path, err.Error())
	}
	if handle := m.adapters[file]; handle != 0 {
		return handle, nil
	}
	takeLastError()
	handle, err := llama.AdapterLoraInit(m.model, path)
	if err != nil || handle == 0 {
		return 0, adapterFailed(path, "llama.cpp says: "+takeLastError())
	}
	if m.adapters == nil {
		m.adapters = map[AdapterFile]llama.AdapterLora{}
	}
	m.adapters[file] = handle
	return handle, nil
}

func adapterFailed(path, why string) error {
	return &inference.Error{Code: inference.CodeAdapter, Message: fmt.Sprintf("The adapter %s cannot be used: %s", path, why)}
}
