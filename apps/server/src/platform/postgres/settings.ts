/**
 * Settings of the embedded PostgreSQL, given on its command line at every start so that an upgrade of Tandem
 * changes them and a hand-edited postgresql.conf can't make the data unsafe. Meant for a small host (two cores);
 * a bigger one has DATABASE_URL.
 */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path may exceed 107 bytes, and /tmp is everybody's.
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  // Files instead of /dev/shm, which containers keep at 64 MB and systemd empties when a user logs out.
  dynamic_shared_memory_type: 'mmap',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  max_wal_size: '1GB',
  checkpoint_timeout: '10min',
  random_page_cost: '1.1',
  io_workers: '2',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  // A failed statement is the application's to report; here it would put people's words into a log.
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

/** Command-line words for `postgres`. */
export const settingWords = (port: number): string[] =>
  Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
