using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Actors.Console.Health;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Http;
using P2PChain.Http.Documents;
using P2PChain.Node.Screen;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Node.Hosting;

/// <summary>The names and sentences of the screen, for HTTP.</summary>
/// <param name="me">The node's key.</param>
/// <param name="names">The names of keys.</param>
/// <param name="clock">The present time.</param>
internal sealed class ScreenWords(PublicKey me, KeyNames names, TimeProvider clock) : IWords
{
    private Spoken Say => new(me, names, TimeZoneInfo.Local, UnixTime.From(clock.GetUtcNow()));

    /// <inheritdoc/>
    public string? NameOf(PublicKey key) => names.Find(key);

    /// <inheritdoc/>
    public (string Word, string Sentence) Of(Problem problem)
    {
        var text = ProblemText.Of(problem, Say);
        return (text.Word, text.Sentence);
    }

    /// <inheritdoc/>
    public string Of(INews news) => NewsText.Of(news, Say).Cells[0];

    /// <inheritdoc/>
    public string Of(TransactionType type, Refusal refusal) => RefusalText.Of(type, refusal, Say);

    /// <inheritdoc/>
    public ConsoleProtocol.Command? Read(ImmutableArray<string> words, out string mistake)
    {
        var entry = words.IsEmpty
            ? Entry.Say.Wrong("A command has a name, such as status.")
            : ConsoleWords.Read([.. words.Select(static word => new LineWord(word, IsQuoted: true, []))]);
        mistake = entry is Entry.Say { IsWrong: true } wrong
            ? wrong.Lines[0].Cells[0]
            : $"{words.FirstOrDefault()} is no command for a node: docs/commands.md lists those.";
        return (entry as Entry.Do)?.Command;
    }

    /// <inheritdoc/>
    public ImmutableArray<LineDocument> Of(AnswerProtocol.IResult result) =>
    [
        .. AnswerText.Of(result, Say).Select(static line =>
            new LineDocument(line.Cells, line.Tone.ToString().ToLowerInvariant(), line.IsHeader)),
    ];

    /// <inheritdoc/>
    public int CodeOf(AnswerProtocol.IResult result) => SessionOutcome.CodeOf(result);
}
