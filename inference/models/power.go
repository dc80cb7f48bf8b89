package models

// Power is what the machine runs on, and whether it is hot.
type Power struct {
	Known     bool `json:"known"` // the system tells
	OnBattery bool `json:"on_battery"`
	Hot       bool `json:"hot"` // so hot that the processor is slowed down, or is about to be
}
