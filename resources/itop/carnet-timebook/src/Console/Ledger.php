<?php

namespace Carnet\TimeBook\Console;

use AttributeDate;
use Carnet\TimeBook\ContractBook;
use Carnet\TimeBook\Hours;
use Carnet\TimeBook\Sql;
use Carnet\TimeBook\Visible;
use Dict;
use MetaModel;
use utils;

/** Everything that moved a contract's balance, latest first. It always adds up: balance = all provisions − all counted. */
final class Ledger
{
	/** Lines shown; the list of entries below has the rest, page by page. */
	private const SHOWN = 200;

	/** @var array<array{day: string, uid: string, kind: string, seconds: int, balance: int}> */
	private array $aLines;

	public function __construct(private readonly int $iContract)
	{
		$this->aLines = ContractBook::Read($iContract)->Book()->Ledger();
	}

	public function Sum(): string
	{
		$iBalance = $this->aLines === [] ? 0 : end($this->aLines)['balance'];
		$iCredited = array_sum(array_map(fn (array $aLine) => self::IsProvision($aLine) ? $aLine['seconds'] : 0, $this->aLines));
		$sSum = Dict::Format('TimeBook:Ledger:Sum', Hours::Text($iCredited), Hours::Text($iCredited - $iBalance), Hours::Text($iBalance));
		$iCount = count($this->aLines);

		return $iCount > self::SHOWN ? $sSum.' '.Dict::Format('TimeBook:Ledger:Latest', self::SHOWN, $iCount) : $sSum;
	}

	/** @return array<array<string, string>> */
	public function Rows(): array
	{
		$aLines = array_reverse(array_slice($this->aLines, -self::SHOWN));
		$aWork = $this->Work(array_column(array_filter($aLines, fn (array $aLine) => !self::IsProvision($aLine)), 'uid'));

		return array_map(fn (array $aLine) => [
			'day' => utils::EscapeHtml(AttributeDate::GetFormat()->Format($aLine['day'])),
			'what' => utils::EscapeHtml(self::Words($aLine)),
			'ticket' => $aWork[$aLine['uid']]['ticket'] ?? '',
			'agent' => $aWork[$aLine['uid']]['agent'] ?? '',
			'seconds' => self::Number($aLine['seconds'], true),
			'balance' => self::Number($aLine['balance'], false),
		], $aLines);
	}

	private static function IsProvision(array $aLine): bool
	{
		return !in_array($aLine['kind'], ['entry', 'reversal'], true);
	}

	private static function Words(array $aLine): string
	{
		return self::IsProvision($aLine)
			? Dict::Format('TimeBook:Ledger:Provision', Dict::S('Class:ContractTimeProvision/Attribute:kind/Value:'.$aLine['kind']))
			: Dict::S("TimeBook:Ledger:{$aLine['kind']}");
	}

	private static function Number(int $iSeconds, bool $bSigned): string
	{
		return '<span class="timebook-number">'.($bSigned && $iSeconds > 0 ? '+' : '').utils::EscapeHtml(Hours::Text($iSeconds)).'</span>';
	}

	/** Ticket and agent of entries; a ticket that the reader may not see has no name here. @param array<string> $aUids */
	private function Work(array $aUids): array
	{
		$sEntries = Sql::Table('ContractTimeEntry');
		$sTickets = Sql::Table('Ticket');
		$sQuery = "SELECT e.uid, e.ticket_id, e.agent_id, t.ref, t.finalclass FROM $sEntries e JOIN $sTickets t ON t.id = e.ticket_id";
		$aRows = Sql::Rows("$sQuery WHERE e.contract_id = $this->iContract AND e.uid IN (".Sql::Listed($aUids).')');
		$aVisible = Visible::Of('Ticket', array_map('intval', array_column($aRows, 'ticket_id')));
		$aNames = [];
		$aWork = [];
		foreach ($aRows as $aRow) {
			$iAgent = (int)$aRow['agent_id'];
			$aNames[$iAgent] ??= MetaModel::GetObject('Person', $iAgent, false)?->GetName() ?? '';
			$sUrl = utils::EscapeHtml(Routes::Ticket($aRow['finalclass'], (int)$aRow['ticket_id']));
			$aWork[$aRow['uid']] = [
				'ticket' => isset($aVisible[(int)$aRow['ticket_id']]) ? "<a href=\"$sUrl\">".utils::EscapeHtml($aRow['ref']).'</a>' : '',
				'agent' => (string)$aNames[$iAgent],
			];
		}

		return $aWork;
	}
}
