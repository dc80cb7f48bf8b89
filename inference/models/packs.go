package models

import (
	"os"
	"path/filepath"
	"regexp"
)

// Pack is a folder beside the engine's own with llama.cpp's library for one kind of
// graphics processor: "engine-vulkan" beside "engine".
type Pack struct {
	Name string // "cuda", "vulkan"
	Dir  string // absolute
}

// packPrefix begins the name of a pack's folder.
const packPrefix = "engine-"

var packName = regexp.MustCompile(`^[a-z0-9]{1,32}$`)

// Packs are the packs in a folder of resources, by name.
func Packs(resources string) []Pack {
	folders, _ := filepath.Glob(filepath.Join(resources, packPrefix+"*"))
	var packs []Pack
	for _, dir := range folders {
		name := filepath.Base(dir)[len(packPrefix):]
		if info, err := os.Stat(dir); err == nil && info.IsDir() && packName.MatchString(name) {
			packs = append(packs, Pack{name, dir})
		}
	}
	return packs
}

// Files are the libraries of a pack and the release that they say they are of.
func (p Pack) Files() []string {
	files, _ := filepath.Glob(filepath.Join(p.Dir, "*"))
	return files
}

// FindPack is the pack of that name.
func FindPack(resources, name string) (Pack, bool) {
	for _, p := range Packs(resources) {
		if p.Name == name {
			return p, true
		}
	}
	return Pack{}, false
}
