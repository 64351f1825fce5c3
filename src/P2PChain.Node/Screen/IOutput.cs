using P2PChain.Node.Commands;

namespace P2PChain.Node.Screen;

/// <summary>A text stream that is written without waiting for its reader.</summary>
internal interface IOutput
{
    /// <summary>Whether little text waits, so that optional text may follow.</summary>
    bool HasRoom { get; }

    /// <summary>Completes if the stream cannot be written any more. Text posted afterwards is lost.</summary>
    Task<OutputException> Lost { get; }

    /// <summary>Takes text. It is written in the order of the calls.</summary>
    void Post(string text);

    /// <summary>Completes once all posted text is written or lost.</summary>
    Task WrittenAsync();
}
