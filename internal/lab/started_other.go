//go:build !linux

package lab

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"
)

// startOf identifies the process that has a pid now by the second of its
// start. It is empty where there is none.
func startOf(pid int) (string, error) {
	out, err := exec.Command("ps", "-o", "lstart=", "-p", strconv.Itoa(pid)).Output()
	var none *exec.ExitError
	if errors.As(err, &none) {
		return "", nil
	}
	return strings.TrimSpace(string(out)), err
}
