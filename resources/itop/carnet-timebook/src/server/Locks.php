<?php

namespace Carnet\TimeBook;

use CMDBSource;
use MetaModel;
use mysqli;

/**
 * The locks of one batch: all contracts ascending, then all uids sorted, on one connection of their own (protocol section 2).
 *
 * On their own connection because a lock has to outlive the transaction, which iTop's connection may end; on a single one because
 * iTop's mutex opens a connection per lock, and a batch of them exhausts the server's.
 */
final class Locks
{
	/** Seconds to wait in all. */
	private const PATIENCE = 10;

	private function __construct(private readonly mysqli $oConnection)
	{
	}

	/**
	 * @param array<int> $aContracts
	 * @param array<string> $aUids
	 *
	 * @throws Later when others hold one of them for too long
	 */
	public static function Acquire(array $aContracts, array $aUids): self
	{
		sort($aContracts, SORT_NUMERIC);
		sort($aUids, SORT_STRING);
		$aNames = [
			...array_map(fn (int $iContract) => self::Name("contract/$iContract"), $aContracts),
			...array_map(fn (string $sUid) => self::Name("uid/$sUid"), $aUids),
		];
		$oLocks = new self(self::Connect());
		$fDeadline = microtime(true) + self::PATIENCE;
		foreach ($aNames as $sName) {
			if (!$oLocks->Get($sName, max(0.0, $fDeadline - microtime(true)))) {
				$oLocks->Release();
				throw new Later('busy');
			}
		}

		return $oLocks;
	}

	/** Closing the connection frees every lock at once, whatever happened to it. */
	public function Release(): void
	{
		$this->oConnection->close();
	}

	private function Get(string $sName, float $fPatience): bool
	{
		try {
			$oResult = $this->oConnection->query(sprintf("SELECT GET_LOCK('%s', %.3F)", $sName, $fPatience));
		} catch (\mysqli_sql_exception) {
			// A deadlock among locks, or a killed connection: the same to the caller as a lock that does not come.
			return false;
		}

		return $oResult instanceof \mysqli_result && $oResult->fetch_row()[0] === '1';
	}

	private static function Connect(): mysqli
	{
		$oConfig = MetaModel::GetConfig();

		return CMDBSource::GetMysqliInstance(
			$oConfig->Get('db_host'),
			$oConfig->Get('db_user'),
			$oConfig->Get('db_pwd'),
			$oConfig->Get('db_name'),
			$oConfig->Get('db_tls.enabled'),
			$oConfig->Get('db_tls.ca'),
			false
		);
	}

	/** Names are server-wide: this iTop's database is part of them. */
	private static function Name(string $sWhat): string
	{
		$oConfig = MetaModel::GetConfig();

		return 'carnet.'.md5($oConfig->Get('db_name').'/'.$oConfig->Get('db_subname').'/'.$sWhat);
	}
}
