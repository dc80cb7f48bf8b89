// Package engine is the engine process: it computes with language models for
// the process that started it, over the frames of package wire on its standard
// input and output, and ends when its input does.
//
// Start at Main (main.go) and server.go, which takes calls and answers them. An answer
// goes this way: generate.go (what one answer is, from its prompt to its end), rounds.go
// (several at once), draft.go, text.go and thought.go (what is drawn, and what of it is
// shown), lanes.go and stretch.go (several of a small model side by side).
//
//   - Who is next: turn.go lets one computation run at a time, guests.go puts other
//     programs behind the person; pace.go finds the number of threads, keep.go says how
//     much of the machine may be used.
//   - Which models are in memory: shelf.go; what computes them: backend.go declares it,
//     package llama and twin.go (ONNX Runtime) do it; adapters.go is for LoRA.
//   - What was computed before is used again: seat.go and prefixes.go in memory, disk.go
//     and diskkey.go over restarts, ahead.go and goon.go for the next question of a chat.
//   - Vectors and scores: packed.go, crew.go.
package engine
