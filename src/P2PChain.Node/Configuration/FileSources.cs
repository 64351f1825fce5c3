using System.Diagnostics;
using P2PChain.Actors;

namespace P2PChain.Node.Configuration;

/// <summary>
/// Reads a node's file and its includes, each as a source of its own. An include stands first, so the including file
/// wins; of two includes the later one wins.
/// </summary>
internal sealed class FileSources
{
    /// <summary>The depth of includes. It also ends a cycle behind symbolic links.</summary>
    public const int DepthMax = 16;

    private readonly LoadRequest _request;
    private readonly List<ConfigurationSource> _sources = [];
    private readonly List<string> _including = [];

    private FileSources(LoadRequest request) => _request = request;

    /// <summary>Reads a file, named relative to the request's working directory.</summary>
    /// <returns>The sources, weakest first.</returns>
    public static IReadOnlyList<ConfigurationSource> Read(LoadRequest request, string file)
    {
        var files = new FileSources(request);
        var fullPath = Path.GetFullPath(file, request.WorkingDirectory);
        switch (request.ReadFile(fullPath))
        {
            case FileText.Read read:
                files.Add(read.Text, fullPath, file);
                return files._sources;
            case FileText.Unreadable { Reason: var reason }:
                var error = new ConfigurationError(file, null, $"The file cannot be read, {reason}.");
                return [ConfigurationSource.Of([], [error])];
            default:
                throw new UnreachableException();
        }
    }

    private void Add(string text, string fullPath, string shownAs)
    {
        var parsed = HoconReader.Read(text, shownAs, OriginKind.File, _request.Environment);
        var errors = new ErrorList(shownAs);
        _including.Add(fullPath);
        foreach (var include in parsed.Includes)
            AddIncluded(include, fullPath, shownAs, errors);
        _including.RemoveAt(_including.Count - 1);
        _sources.Add(ConfigurationSource.Of(parsed) with { Errors = [.. errors.All, .. parsed.Errors] });
    }

    private void AddIncluded(ParsedText.Include include, string path, string shownAs, ErrorList errors)
    {
        if (include.File.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add(include.Line, "The name of the included file holds a NUL character: correct the name.");
            return;
        }

        if (HomePath.Problem(include.File) is { } problem)
        {
            errors.Add(include.Line, problem);
            return;
        }

        var fullPath = Path.GetFullPath(include.File, Path.GetDirectoryName(path) ?? _request.WorkingDirectory);
        if (_including.Contains(fullPath))
        {
            errors.Add(include.Line, $"{include.File} ends up including itself: remove one of the includes.");
            return;
        }

        if (_including.Count >= DepthMax)
        {
            errors.Add(include.Line, $"Includes go at most {DepthMax} files deep: include {include.File} further up.");
            return;
        }

        switch (_request.ReadFile(fullPath))
        {
            case FileText.Read read:
                Add(read.Text, fullPath, Path.Combine(Path.GetDirectoryName(shownAs) ?? "", include.File));
                break;
            case FileText.Unreadable unreadable:
                errors.Add(include.Line, $"{include.File} cannot be included, {unreadable.Reason}.");
                break;
            default:
                throw new UnreachableException();
        }
    }
}
