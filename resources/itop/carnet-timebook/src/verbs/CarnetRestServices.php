<?php

use Carnet\TimeBook\Caller;
use Carnet\TimeBook\Journal;
use Carnet\TimeBook\Restoration;
use Carnet\TimeBook\Verbs\Desk;
use Carnet\TimeBook\Verbs\Pull;
use Carnet\TimeBook\Verbs\Push;
use Carnet\TimeBook\Zone;

/** The carnet verbs (protocol section 2). iTop finds this class by its interface and lists its verbs. */
class CarnetRestServices implements iRestServiceProvider
{
	private const PROTOCOL = 1;
	private const EXTENSION = '0.1.0';
	private const OLDEST_CLIENT = '0.1.0';
	private const VERBS = [
		'carnet/about' => 'Carnet: who the account is, and what this time book can do',
		'carnet/push' => 'Carnet: send entries and provisions to the time book',
		'carnet/pull' => 'Carnet: read what changed in tickets, contracts and the time book',
	];

	public function ListOperations($sVersion)
	{
		return array_map(
			fn (string $sVerb, string $sDescription) => ['verb' => $sVerb, 'description' => $sDescription],
			array_keys(self::VERBS),
			self::VERBS
		);
	}

	/** Whatever happens is answered as JSON: iTop catches exceptions, a PHP error would become a page. */
	public function ExecOperation($sVersion, $sVerb, $aParams)
	{
		try {
			return $this->Result($sVerb, $aParams);
		} catch (Throwable $oProblem) {
			IssueLog::Error("$sVerb: ".get_class($oProblem).': '.$oProblem->getMessage()."\n".$oProblem->getTraceAsString());

			return self::Failure(RestResult::INTERNAL_ERROR, "Error: $sVerb failed: see the log of this iTop");
		}
	}

	private function Result(string $sVerb, object $oData): RestResult
	{
		$oCaller = Caller::Connected();
		if ($oCaller === null) {
			return self::Failure(RestResult::UNAUTHORIZED, 'Error: this account has no person');
		}
		if ($sVerb !== 'carnet/about' && ($oData->protocol ?? null) !== self::PROTOCOL) {
			return self::Failure(RestResult::INTERNAL_ERROR, 'Error: protocol: this iTop speaks version 1');
		}
		if (!MetaModel::DBIsReadOnly()) {
			Restoration::Notice();
		}
		$aAnswer = match ($sVerb) {
			'carnet/about' => self::About($oCaller),
			'carnet/push' => (new Push($oCaller))->Answer($oData),
			'carnet/pull' => (new Pull($oCaller, $oData))->Answer(),
		};
		if ($sVerb !== 'carnet/about' && !MetaModel::DBIsReadOnly()) {
			Desk::Note($oCaller, $oData->desk ?? null);
		}

		return self::Success($aAnswer + ['server_time' => time()]);
	}

	private static function About(Caller $oCaller): array
	{
		return [
			'protocol' => self::PROTOCOL,
			'extension' => self::EXTENSION,
			'itop_version' => ITOP_VERSION,
			'instance_id' => trim((string)DBProperty::GetProperty('database_uuid', ''), '{}'),
			'epoch' => Journal::Epoch(),
			'timezone' => Zone::Name(),
			'person' => ['id' => $oCaller->iPerson, 'name' => $oCaller->sName, 'teams' => $oCaller->aTeams],
			'may' => $oCaller->Permissions(),
			'poll_seconds' => (int)MetaModel::GetModuleSetting('carnet-timebook', 'poll_seconds', 120),
			'batch_limit' => Push::BATCH_LIMIT,
			'min_client' => self::OLDEST_CLIENT,
		];
	}

	private static function Success(array $aAnswer): RestResult
	{
		$oResult = new CarnetRestResult();
		$oResult->message = '';
		foreach ($aAnswer as $sName => $value) {
			$oResult->$sName = $value;
		}

		return $oResult;
	}

	private static function Failure(int $iCode, string $sMessage): RestResult
	{
		$oResult = new RestResult();
		$oResult->code = $iCode;
		$oResult->message = $sMessage;

		return $oResult;
	}
}
