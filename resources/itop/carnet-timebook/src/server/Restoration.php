<?php

namespace Carnet\TimeBook;

use utils;

/**
 * Notices that the database was restored from a backup: a file beside it has seen a later position of the journal.
 *
 * What clients had confirmed may be lost then, so that the epoch changes and they offer it again.
 */
final class Restoration
{
	private const FILE = 'carnet-timebook-position';

	/** To be called outside any transaction. Where the file cannot be written nothing is noticed, and nothing else happens. */
	public static function Notice(): void
	{
		$sFile = utils::GetDataPath().self::FILE;
		// The file first: what it says was committed before it was written.
		$iSeen = is_readable($sFile) ? (int)file_get_contents($sFile) : 0;
		$iPosition = Journal::Position();
		if ($iPosition < $iSeen) {
			Journal::BeginEpoch();
		}
		if ($iPosition !== $iSeen && is_writable(dirname($sFile))) {
			file_put_contents($sFile, (string)$iPosition, LOCK_EX);
		}
	}
}
