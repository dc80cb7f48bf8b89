//go:build !linux

package lock

import "runtime"

// apply enforces nothing here yet and says so. macOS would need a sandbox
// profile, Windows an AppContainer with a restricted job.
func apply(role Role, _ Options) (Status, error) {
	status := Status{
		Role:  role,
		State: StateApp,
		Text:  "Offline lock on, by the app only. Carrel opens no connection, but this system's kernel doesn't enforce it.",
	}
	if role != Core {
		status.Files = "app"
		status.Notes = []string{"Files are kept from this process by the app only."}
	}
	return status, nil
}

// probe makes no attempt, so that Refused is false: nothing would refuse it.
func probe() []Attempt { return nil }

func features() FeatureSet {
	return FeatureSet{
		System: runtime.GOOS + "/" + runtime.GOARCH,
		Text:   "This system's kernel doesn't enforce the offline lock: by the app only.",
	}
}
