//go:build !unix

package file

import "os"

// nonBlock is nothing where no file is a pipe.
const nonBlock = 0

// openRegular opens a file and tells its size.
func openRegular(path string) (*os.File, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
	}
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, info.Size(), nil
}

// firstRead reads the first bytes of a device.
func firstRead(file *os.File, into []byte) (int, error) { return file.Read(into) }
