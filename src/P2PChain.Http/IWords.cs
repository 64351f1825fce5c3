using System.Collections.Immutable;
using P2PChain.Actors.Console;
using P2PChain.Actors.Console.Health;
using P2PChain.Core.Crypto;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Http.Documents;
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

    /// <summary>Reads a command of the console.</summary>
    /// <param name="words">Its words, the name first.</param>
    /// <param name="mistake">The mistake with the right form, if the words are no command for a node.</param>
    /// <returns>The command with the id 0; null for a mistake.</returns>
    ConsoleProtocol.Command? Read(ImmutableArray<string> words, out string mistake);

    /// <summary>An answer, as the lines of the console.</summary>
    ImmutableArray<LineDocument> Of(AnswerProtocol.IResult result);

    /// <summary>The exit code of a command line that ends with an answer.</summary>
    int CodeOf(AnswerProtocol.IResult result);
}
