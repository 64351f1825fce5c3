using P2PChain.Node.Disk;

namespace P2PChain.Node.Commands;

/// <summary>
/// Standard output cannot be written. The message is one sentence for the person who runs the program.
/// </summary>
internal sealed class OutputException(Exception cause) : Exception(
    $"Standard output cannot be written ({CannotStart.OneLine(cause.GetBaseException().Message)}): "
    + "make room where it goes, or send it elsewhere.",
    cause);
