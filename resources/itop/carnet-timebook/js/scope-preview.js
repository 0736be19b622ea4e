/* What a scope would match, told while it is typed. */
var TimeBookScope = {
	watch: function (oSettings) {
		const oScope = $('[name="attr_time_scope"]');
		if (oScope.length === 0) {
			return;
		}
		const oNote = $('<div class="timebook-note" role="status" aria-live="polite">');
		oScope.closest('.field_input_zone').after(oNote);
		let iTimer = null;
		let iAsked = 0;
		const ask = function () {
			const sScope = String(oScope.val()).trim();
			const iQuestion = ++iAsked;
			if (sScope === '') {
				oNote.empty();
				return;
			}
			oNote.removeClass('timebook-note--wrong').text(oSettings.asking);
			$.post(oSettings.url, {scope: sScope, contract: oSettings.contract, org: $('[name="attr_org_id"]').val() || 0}, 'json').done(function (oAnswer) {
				if (iQuestion === iAsked) {
					oNote.toggleClass('timebook-note--wrong', !oAnswer.valid).text(oAnswer.text);
				}
			});
		};
		oScope.on('input change', function () {
			clearTimeout(iTimer);
			iTimer = setTimeout(ask, 600);
		});
		$('[name="attr_org_id"]').on('change', ask);
		ask();
	},
};
