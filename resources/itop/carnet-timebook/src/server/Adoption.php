<?php

namespace Carnet\TimeBook;

use Carnet\TimeBook\Rules\Choice;
use Carnet\TimeBook\Rules\Statement;
use DBProperty;
use MetaModel;

/** Entries that had no contract, taken by one that has appeared for their ticket and day. Others move only by replacement. */
final class Adoption
{
	private const AT_ONCE = 500;
	/** Where the last round ended. */
	private const PLACE = 'carnet-timebook-adoption';

	/** The next ones by id, round and round: those that no contract ever takes do not keep others from their turn. */
	public static function Waiting(): array
	{
		$iAfter = (int)DBProperty::GetProperty(self::PLACE, '0');
		$sTable = Sql::Table('ContractTimeEntry');
		$aFound = Sql::Rows("SELECT id, uid, ticket_id, started_at FROM $sTable
			WHERE contract_id = 0 AND state = 'counted' AND id > $iAfter ORDER BY id LIMIT ".self::AT_ONCE);
		$iNext = count($aFound) < self::AT_ONCE ? 0 : (int)end($aFound)['id'];
		if ($iNext !== $iAfter) {
			DBProperty::SetProperty(self::PLACE, (string)$iNext, 'carnet-timebook');
		}

		return $aFound;
	}

	public static function Adopt(array $aEntry): void
	{
		$oChoice = Ticket::Find((int)$aEntry['ticket_id'])?->Choose(Zone::Day((int)$aEntry['started_at']), null);
		if ($oChoice?->oContract === null) {
			return;
		}
		Session::Run(
			[$oChoice->oContract->iId],
			[$aEntry['uid'], Rules\Uid::OfReversal($aEntry['uid'])],
			[(int)$aEntry['ticket_id']],
			fn (Session $oSession) => self::Take($oSession, (int)$aEntry['id'], $oChoice)
		);
	}

	private static function Take(Session $oSession, int $iEntry, Choice $oChoice): void
	{
		$oEntry = MetaModel::GetObject('ContractTimeEntry', $iEntry, true, true);
		if ((int)$oEntry->Get('contract_id') !== 0 || $oEntry->Get('state') !== 'counted') {
			return;
		}
		$oContract = $oChoice->oContract;
		$oSession->TouchContract($oContract->iId);
		$oSession->TouchTicket((int)$oEntry->Get('ticket_id'));
		$sDay = Zone::Day((int)$oEntry->Get('started_at'));
		$aCounted = Counted::For($oEntry, $oContract);
		Entries::Change($iEntry, $aCounted + [
			'contract_id' => $oContract->iId,
			'contract_why' => $oChoice->sWhy,
			'counted_on' => Statement::CountedOn($sDay, $oContract->sClosedUntil),
			'late' => Statement::IsLate($sDay, $oContract->sClosedUntil) ? 'yes' : 'no',
		]);
	}
}
