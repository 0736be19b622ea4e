<?php

namespace Carnet\TimeBook\Portal;

use AttributeDate;
use AttributeDateTime;
use Carnet\TimeBook\Console\Bar;
use Carnet\TimeBook\Hours;
use CustomerContract;
use Dict;
use utils;

/** A contract for its customer: consumption, rule, requests with their time, entries. Well-formed XML: the portal's forms parse it. */
final class ContractPage
{
	/** Entries on screen and on paper, latest first; the CSV has all of them. */
	private const ON_SCREEN = 500;
	private const ON_PAPER = 5000;

	private ContractData $oData;
	private int $iMost;
	private bool $bWorked;

	public function __construct(private readonly CustomerContract $oContract, private readonly bool $bForPaper = false)
	{
		$this->iMost = $bForPaper ? self::ON_PAPER : self::ON_SCREEN;
		$this->oData = ContractData::Of($oContract, $this->iMost);
		$this->bWorked = ContractData::ShowsWorked();
	}

	public function Html(): string
	{
		return '<div class="timebook-page">'
			.$this->Head()
			.$this->Indicators()
			.'<p class="timebook-sentence">'.self::Text(Rule::Sentence($this->oContract)).'</p>'
			.'<p class="timebook-note">'.self::Text(Dict::Format('TimeBook:Portal:Updated', AttributeDateTime::GetFormat()->Format(date('Y-m-d H:i:s')))).'</p>'
			.($this->bForPaper ? '' : $this->Links())
			.'<h4>'.self::Word('TimeBook:Portal:Requests').'</h4>'
			.$this->Tickets()
			.'</div>';
	}

	private function Head(): string
	{
		$sStart = (string)$this->oContract->Get('start_date');
		$sEnd = (string)$this->oContract->Get('end_date');
		$sDates = match (true) {
			$sStart !== '' && $sEnd !== '' => Dict::Format('TimeBook:Portal:FromTo', self::Day($sStart), self::Day($sEnd)),
			$sEnd !== '' => Dict::Format('TimeBook:Portal:To', self::Day($sEnd)),
			$sStart !== '' => Dict::Format('TimeBook:Portal:From', self::Day($sStart)),
			default => '',
		};

		return '<h3>'.self::Text($this->oContract->GetRawName()).'</h3><p class="timebook-note">'.self::Text($sDates).'</p>';
	}

	private function Indicators(): string
	{
		$sHtml = '<dl class="timebook-indicators">';
		foreach (['time_provisioned', 'time_consumed', 'time_balance'] as $sCode) {
			$sHtml .= '<div><dt>'.self::Text($this->oContract->GetLabel($sCode)).'</dt><dd>'.self::Text(Hours::Text((int)$this->oContract->Get($sCode))).'</dd></div>';
		}
		$percent = $this->oContract->Get('time_consumed_percent');
		if (is_numeric($percent)) {
			$sHtml .= '<div><dt>'.self::Text($this->oContract->GetLabel('time_consumed_percent')).'</dt><dd>'.Bar::Html((int)$percent).'</dd></div>';
		}

		return "$sHtml</dl>";
	}

	private function Links(): string
	{
		$iContract = (int)$this->oContract->GetKey();
		$sCsv = self::Text(Routes::Url($iContract, 'csv'));
		$sPrint = self::Text(Routes::Url($iContract, 'print'));

		return '<p class="timebook-actions">'
			."<a class=\"btn btn-default\" href=\"$sCsv\"><span class=\"fas fa-download\"> </span> ".self::Word('TimeBook:Portal:Csv').'</a> '
			."<a class=\"btn btn-default\" href=\"$sPrint\" target=\"_blank\"><span class=\"fas fa-print\"> </span> ".self::Word('TimeBook:Portal:Print').'</a></p>';
	}

	private function Tickets(): string
	{
		if ($this->oData->aTickets === [] && $this->oData->iOtherTickets === 0) {
			return '<p>'.self::Word('TimeBook:Portal:Nothing').'</p>';
		}
		$sHtml = '';
		$iShown = 0;
		foreach ($this->oData->aTickets as $aTicket) {
			$iShown += count($aTicket['entries']);
			$sHtml .= $this->Ticket($aTicket);
		}
		if ($this->oData->iOtherTickets > 0) {
			$sHtml .= '<div class="timebook-ticket timebook-ticket--others"><span>'.self::Word('TimeBook:Portal:Others').'</span>'
				.$this->Time($this->oData->iOthersCounted, $this->oData->iOthersWorked).'</div>';
		}

		return $sHtml.($iShown === $this->iMost ? '<p class="timebook-note">'.self::Word('TimeBook:Portal:More').'</p>' : '');
	}

	private function Ticket(array $aTicket): string
	{
		$sOpen = $this->bForPaper ? ' open="open"' : '';
		$sUrl = self::Text(Routes::Ticket($aTicket['class'], $aTicket['id']));
		$sLink = $this->bForPaper ? '' : "<p><a href=\"$sUrl\">".self::Word('TimeBook:Portal:OpenTicket').'</a></p>';

		return "<details class=\"timebook-ticket\"$sOpen><summary><span>".self::Text($aTicket['ref'].' · '.$aTicket['title']).'</span>'
			.$this->Time($aTicket['counted'], $aTicket['worked'])."</summary>$sLink"
			.($aTicket['entries'] === [] ? '' : $this->Entries($aTicket['entries'])).'</details>';
	}

	private function Entries(array $aEntries): string
	{
		$aHeads = ['TimeBook:Portal:Date', 'TimeBook:Portal:Counted'];
		$aHeads = [...$aHeads, ...($this->bWorked ? ['TimeBook:Portal:Worked'] : []), 'TimeBook:Activity', 'TimeBook:Portal:Comment'];
		$sHtml = '<table class="table table-striped timebook-entries"><thead><tr>'
			.implode('', array_map(fn (string $sKey) => '<th scope="col">'.self::Word($sKey).'</th>', $aHeads)).'</tr></thead><tbody>';
		foreach ($aEntries as $aEntry) {
			$sHtml .= '<tr><td>'.self::Text(self::Day(substr((string)$aEntry['started_on'], 0, 10))).'</td>'
				.'<td class="timebook-number">'.self::Text(Hours::Text((int)$aEntry['counted_seconds'])).'</td>'
				.($this->bWorked ? '<td class="timebook-number">'.self::Text(Hours::Text((int)$aEntry['worked_seconds'])).'</td>' : '')
				.'<td>'.self::Text((string)$aEntry['activity']).'</td><td>'.self::Text((string)$aEntry['public_comment']).'</td></tr>';
		}

		return "$sHtml</tbody></table>";
	}

	private function Time(int $iCounted, int $iWorked): string
	{
		$sTime = Hours::Text($iCounted).($this->bWorked ? ' ('.Dict::Format('TimeBook:Portal:WorkedTime', Hours::Text($iWorked)).')' : '');

		return '<span class="timebook-number">'.self::Text($sTime).'</span>';
	}

	private static function Day(string $sDay): string
	{
		return $sDay === '' ? '' : AttributeDate::GetFormat()->Format($sDay);
	}

	private static function Word(string $sKey): string
	{
		return self::Text(Dict::S($sKey));
	}

	/** Characters that XML does not know would break the whole page. */
	private static function Text(string $sText): string
	{
		return utils::EscapeHtml(preg_replace('/[^\x{9}\x{A}\x{D}\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]/u', '', $sText) ?? '');
	}
}
