package models

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
)

// MachinePower reads what the machine runs on, from the kernel's sysfs.
func MachinePower() Power {
	p := power("/sys", wasHot.Load())
	wasHot.Store(p.Hot)
	return p
}

var wasHot atomic.Bool // when it was looked last

// FastCores is how many processor cores there are, of several kinds the fast ones;
// 0 where the system does not tell.
func FastCores() int { return fastCores("/sys") }

// tooHot is how hot a processor without trip points may get, in thousandths of a
// degree Celsius.
const tooHot = 90_000

// coolsBy is by how much a processor that was hot must have cooled down not to be hot
// any more: else models would change their threads every few seconds.
const coolsBy = 5_000

func power(sys string, wasHot bool) (p Power) {
	supplies, _ := filepath.Glob(filepath.Join(sys, "class/power_supply/*"))
	mains, discharging := false, false
	for _, dir := range supplies {
		switch kind := sysText(dir, "type"); {
		case sysText(dir, "scope") == "Device": // a mouse's battery
		case kind == "Battery":
			p.Known = true
			discharging = discharging || sysText(dir, "status") == "Discharging"
		case kind == "Mains" || kind == "USB":
			p.Known = true
			mains = mains || sysText(dir, "online") == "1"
		}
	}
	p.OnBattery = discharging && !mains
	zones, _ := filepath.Glob(filepath.Join(sys, "class/thermal/thermal_zone*"))
	for _, dir := range zones {
		temperature, err := strconv.Atoi(sysText(dir, "temp"))
		if err != nil || !ofProcessor(sysText(dir, "type")) {
			continue
		}
		p.Known = true
		trip := tripOf(dir)
		if wasHot {
			trip -= coolsBy
		}
		p.Hot = p.Hot || temperature >= trip
	}
	return p
}

// ofProcessor tells by its type whether a thermal zone is the processor's, and not
// that of a disk, a battery, a radio or the case: "x86_pkg_temp" and "B0D4" of
// Intel, "cpu-thermal", "soc_thermal" and the like on ARM.
func ofProcessor(zone string) bool {
	zone = strings.ToLower(zone)
	for _, part := range []string{"cpu", "x86_pkg", "b0d4", "soc", "coretemp", "k10temp"} {
		if strings.Contains(zone, part) {
			return true
		}
	}
	return false
}

// tripOf is from which temperature on the kernel cools a zone by slowing down.
func tripOf(zone string) int {
	trip := tooHot
	kinds, _ := filepath.Glob(filepath.Join(zone, "trip_point_*_type"))
	for _, file := range kinds {
		kind := sysText(zone, filepath.Base(file))
		at, err := strconv.Atoi(sysText(zone, strings.TrimSuffix(filepath.Base(file), "type")+"temp"))
		if err == nil && at > 0 && (kind == "passive" || kind == "hot") {
			trip = min(trip, at)
		}
	}
	return trip
}

func fastCores(sys string) int {
	cpus, _ := filepath.Glob(filepath.Join(sys, "devices/system/cpu/cpu[0-9]*"))
	speeds := map[string]int{} // of each core; its threads share one
	fastest := 0
	for _, dir := range cpus {
		core := sysText(dir, "topology/core_id")
		if core == "" {
			continue // switched off
		}
		speed := sysNumber(dir, "cpu_capacity") // of processors with cores of several kinds, on ARM
		if speed == 0 {
			speed = sysNumber(dir, "cpufreq/cpuinfo_max_freq")
		}
		speeds[sysText(dir, "topology/physical_package_id")+" "+core] = speed
		fastest = max(fastest, speed)
	}
	fast := 0
	for _, speed := range speeds {
		if speed*10 >= fastest*8 { // cores of one kind differ by some hundredths
			fast++
		}
	}
	return fast
}

// sysText is a file's content in one line, "" where there is none.
func sysText(dir, name string) string {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func sysNumber(dir, name string) int {
	n, _ := strconv.Atoi(sysText(dir, name))
	return n
}
