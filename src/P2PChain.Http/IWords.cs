using P2PChain.Actors.Console.Health;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using static P2PChain.Actors.Console.NewsProtocol;

namespace P2PChain.Http;

/// <summary>The names and sentences of the console, so that HTTP and the console say the same.</summary>
public interface IWords
{
    /// <summary>The name of a key; null if it has none.</summary>
    string? NameOf(PublicKey key);

    /// <summary>A problem: a word of at most eight capitals, and a sentence with the next step.</summary>
    (string Word, string Sentence) Of(Problem problem);

    /// <summary>News, as the line of the console.</summary>
    string Of(INews news);

    /// <summary>The reason of a refusal with the remedy, as the end of a sentence.</summary>
    string Of(TransactionType type, Refusal refusal);
}
