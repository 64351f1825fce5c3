using P2PChain.Core.Json;

namespace P2PChain.Fuzz.TwoReaders;

/// <summary>What the two cursors have in common.</summary>
internal interface IWalk
{
    DecodeFault? Fault { get; }

    void BeginObject();

    string? NextMember();

    void BeginArray();

    bool TryNextItem();

    string ReadString(int charsMax);

    long ReadInteger(long min, long max);

    double ReadNumber();

    bool ReadBoolean();

    bool TryReadNull();

    bool TryReadEmpty();

    void SkipValue();

    /// <summary>Reads a value by <paramref name="read"/>, or passes it.</summary>
    /// <returns>Why it was passed; null where it was read.</returns>
    DecodeFault? ReadOrPass(Action read);
}
