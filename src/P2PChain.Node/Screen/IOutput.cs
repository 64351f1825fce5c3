using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>A stream of text that is written without waiting for its reader.</summary>
internal interface IOutput
{
    /// <summary>Whether little enough waits to be written that more may follow which can also be left out.</summary>
    bool HasRoom { get; }

    /// <summary>Completes when the stream cannot be written any more; what is posted afterwards is lost.</summary>
    Task<OutputException> Lost { get; }

    /// <summary>Takes text, to be written in the order of the calls.</summary>
    void Post(string text);

    /// <summary>Completes when all that was posted so far is written, or lost.</summary>
    Task WrittenAsync();
}
