// Package openai speaks the dialect of OpenAI's API to other programs on this
// computer: editors, scripts, agents. It decodes, checks and encodes; what is
// asked for is done by package app. What it takes and what it refuses is in
// docs/api.md.
package openai
