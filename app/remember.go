package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// recall reads the list that retain has kept in a file; what cannot be read is
// forgotten. about says in the log what the list is.
func recall[T any](file, about string, log func(string, ...any)) (list []T) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &list)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			log("%s could not be read: %v", about, err)
		}
		return nil
	}
	return list
}

// retain keeps a list on disk. Where that fails it holds until Carrel ends.
func retain[T any](file, about string, list []T, log func(string, ...any)) {
	data, err := json.MarshalIndent(list, "", "  ")
	if err == nil {
		err = writeFile(file, append(data, '\n'))
	}
	if err != nil {
		log("%s could not be kept: %v", about, err)
	}
}
